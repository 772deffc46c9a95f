package index
import ("testing";"fmt";"path/filepath";"os";"strings";"math/bits";"github.com/linchpin-oss/linchpin/match";"github.com/linchpin-oss/linchpin/names";"slices";"time")
func spell(q string) (out []match.Name) { for _,k:=range []names.Kind{names.Person,names.Organisation} { for _,t:=range names.Variants(q,k) { if len(t)>0 && !slices.ContainsFunc(out,func(o match.Name) bool {return slices.Equal(o.Tokens,t)}) { out=append(out,match.Name{Text:q,Tokens:t}) } } }; return }
func TestZZ(t *testing.T){ m,_:=filepath.Glob("/tmp/wi/lpd/snapshots/*.lpx"); x,err:=Open(m[0]); if err!=nil {t.Fatal(err)}
nb,_:=os.ReadFile("/tmp/names.txt"); lines:=strings.Split(strings.TrimSpace(string(nb)),"\n")
for _,floor:=range []float64{6,15} {
var looked,exact,hits,targets,sp int; type rec struct{n string; l,e int; d time.Duration}; var rs []rec
t0:=time.Now()
for _,l:=range lines { ms:=spell(l); if len(ms)==0 {continue}; sp+=len(ms); mm:=match.NewMatcher(ms,x.Rarity); s:=x.scratch.Get().(*scratch); t1:=time.Now(); s.begin(mm,&Wanted{Floor:floor}); x.search(s); c:=0; for _,i:=range s.touched { c+=bits.OnesCount64(s.seen[i]) }; looked+=c;  hits+=len(s.hits); targets+=len(s.used); rs=append(rs,rec{l,c,len(s.reached),time.Since(t1)});  x.scratch.Put(s) }
n:=len(lines); fmt.Printf("floor %v: looked %d exact %d hits %.1f targets %d spellings %.1f per query; %v\n",floor,looked/n,exact/n,float64(hits)/float64(n),targets/n,float64(sp)/float64(n),time.Since(t0)/time.Duration(n))
slices.SortFunc(rs,func(a,b rec) int {return int(b.d-a.d)}); for _,r:=range rs[:12] { fmt.Println(r) }; for _,r:=range rs[900:908] { fmt.Println(r) }
}
}
