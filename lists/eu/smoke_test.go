package eu
import ("testing";"os";"path/filepath";"compress/gzip";"io";"strings";"time";"github.com/linchpin-oss/linchpin/lists")
func TestSmoke(t *testing.T){
 for _,dir:=range []string{"eu-fsf","eu-oj"}{
 fs,_:=filepath.Glob("/work/shared/lists/"+dir+"/*")
 for _,f:=range fs{
  fh,_:=os.Open(f); var r io.Reader=fh
  if strings.HasSuffix(f,".gz"){ r,_=gzip.NewReader(fh)}
  b,_:=io.ReadAll(r); name:=strings.TrimSuffix(filepath.Base(f),".gz")
  hit:=false
  for _,l:=range Lists(){ for _,fm:=range l.Formats{
   h:=b; if len(h)>65536{h=h[:65536]}
   if fm.Detect(name,h){ hit=true; st:=time.Now()
    p,err:=fm.Parse([]lists.File{{Name:name,Role:fm.Role(name,h),Data:b}})
    if err!=nil{ t.Logf("%s %s %s ERR %v",name,l.ID,fm.ID,err);continue}
    t.Logf("%s %s/%s role=%q pub=%q recs=%d %v MB=%.1f unknown=%v",name,l.ID,fm.ID,fm.Role(name,h),p.Published,len(p.Records),time.Since(st).Round(time.Millisecond),float64(len(b))/1e6,p.Unknown)
    for _,w:=range p.Warnings{ t.Log("   W ",w)}
   }}}
  if !hit{t.Logf("%s NOT DETECTED",name)}
 }}
}
