package un
import ("testing";"os";"compress/gzip";"io";"path/filepath";"fmt";"strings";"time"
"github.com/linchpin-oss/linchpin/lists";"github.com/linchpin-oss/linchpin/ftm")
func TestSmoke(t *testing.T){
 fs,_:=filepath.Glob("/work/shared/lists/un/*.xml.gz")
 var prev map[string][32]byte
 for _,f:=range fs { r,_:=os.Open(f); z,_:=gzip.NewReader(r); b,_:=io.ReadAll(z)
  t0:=time.Now()
  p,err:=parse([]lists.File{{Name:filepath.Base(f),Data:b}}); if err!=nil{t.Fatal(err)}
  d:=time.Since(t0)
  h:=map[string][32]byte{}; ch,ne:=0,0
  for _,r:=range p.Records{ h[r.ID]=ftm.Hash(r.Entities); if o,ok:=prev[r.ID];!ok{ne++} else if o!=h[r.ID]{ch++} }
  fmt.Println(strings.TrimPrefix(filepath.Base(f),"un-consolidated-"),p.Published,len(p.Records),"new",ne,"changed",ch,"gone",len(prev)+ne-len(h),p.Unknown,len(p.Warnings),p.Warnings[:min(2,len(p.Warnings))],d, len(b)/1000)
  if !strings.Contains(f,"excerpt"){prev=h}
 }
}
