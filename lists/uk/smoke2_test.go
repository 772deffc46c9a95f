package uk
import ("testing";"os";"compress/gzip";"io";"fmt";"strings"
"github.com/linchpin-oss/linchpin/lists")
func TestSmoke2(t *testing.T){
 seen:=map[string]int{}
 for _,f:=range []string{"conlist-2020-04-27.csv.gz","conlist-2022-05-04.xlsx"} { r,_:=os.Open("/work/shared/lists/uk-ofsi/"+f); b,_:=io.ReadAll(r); if strings.HasSuffix(f,".gz"){ z,_:=gzip.NewReader(strings.NewReader(string(b))); b,_=io.ReadAll(z)}
  ps:=parseConListCSV; if strings.HasSuffix(f,"xlsx"){ps=parseConListXLSX}
  p,err:=ps([]lists.File{{Name:f,Data:b}}); if err!=nil{t.Fatal(err)}
  noref,noname:=0,0
  for _,r:=range p.Records{ 
   if r.Target().First("name")=="" {noname++; fmt.Println("noname",r.ID,r.Target().Names())}
   un:=false; for _,x:=range r.Former { if strings.HasPrefix(x,"un:"){un=true; seen["former "+x[:6]]++} }
   for _,s:=range r.Target().Get("notes"){ if strings.Contains(strings.ToUpper(s),"UN REF")&&!un { noref++; fmt.Println("NOREF",s[:min(120,len(s))]) } }
   for _,s:=range r.Target().Statements { if s.Value=="" {seen["not understood "+s.Prop+" "+s.Original[:min(60,len(s.Original))]]++}; if s.Prop=="notes"&&(strings.HasPrefix(s.Value,"Passport: ")||strings.HasPrefix(s.Value,"National ident")) {fmt.Println("NOTE",s.Value)} }
   for _,e:=range r.Entities[1:] { for _,s:=range e.Statements { if s.Value=="" {seen["not understood "+e.Schema.Name+"."+s.Prop+" "+s.Original]++} }
    if e.Schema.Is("Identification") { seen["kind "+e.First("type")]++; if n:=e.First("number"); digits(n)<4||len(n)>25||strings.Contains(n," ") {seen["odd number "+n+" | "+strings.Join(e.Get("description")," ")]++} } }
   }
  fmt.Println(f,"noref",noref,"noname",noname)
 }
 for k,v:=range seen { fmt.Println(v,k)}
}
