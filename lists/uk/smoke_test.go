package uk
import ("testing";"os";"compress/gzip";"io";"path/filepath";"fmt";"strings";"time"
"github.com/linchpin-oss/linchpin/lists")
func dump(r *lists.Record){ fmt.Println("-----",r.ID,r.Former); for _,e:=range r.Entities{ fmt.Println("  #",e.ID,e.Schema.Name); for _,s:=range e.Statements{ o:=""; if s.Original!=""{o=" <"+s.Original+">"}; v:=s.Value; if len(v)>160{v=v[:160]+"…"}; if len(o)>90{o=o[:90]+"…"}; fmt.Println("     ",s.Prop,"=",v,o,s.Lang,s.Note)}}}
func TestSmoke(t *testing.T){
 fs,_:=filepath.Glob("/work/shared/lists/uk-*/*")
 for _,f:=range fs { r,_:=os.Open(f); b,_:=io.ReadAll(r); if strings.HasSuffix(f,".gz"){ z,_:=gzip.NewReader(strings.NewReader(string(b))); b,_=io.ReadAll(z)}
  name:=strings.TrimSuffix(filepath.Base(f),".gz")
  for _,l:=range Lists(){ for _,fm:=range l.Formats{ if !fm.Detect(name,b[:min(len(b),65536)]){continue}
  t0:=time.Now()
  p,err:=fm.Parse([]lists.File{{Name:name,Data:b}}); if err!=nil{fmt.Println(err);continue}
  fmt.Println(name,l.ID,fm.ID,p.Published,len(p.Records),p.Unknown,len(p.Warnings),p.Warnings[:min(3,len(p.Warnings))],time.Since(t0), len(b)/1000)
  if os.Getenv("DUMP")!="" { ids:=strings.Split(os.Getenv("DUMP"),","); for _,r:=range p.Records{ for _,i:=range ids{ if r.ID==i{dump(r)}}}}
 }}}
}
