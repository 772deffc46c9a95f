package eu
import ("testing";"github.com/linchpin-oss/linchpin/lists";"github.com/linchpin-oss/linchpin/ftm";"os";"compress/gzip";"io";"strings";"path/filepath")
func ld(t *testing.T,n string)[]byte{fh,_:=os.Open("/work/shared/lists/"+n); var r io.Reader=fh; if strings.HasSuffix(n,".gz"){r,_=gzip.NewReader(fh)}; b,_:=io.ReadAll(r);return b}
func pp(t *testing.T,id,n string)*lists.Publication{ b:=ld(t,n); for _,l:=range Lists(){for _,f:=range l.Formats{ if f.ID==id { p,err:=f.Parse([]lists.File{{Name:filepath.Base(n),Data:b}}); if err!=nil{t.Fatal(err)}; return p}}}; return nil}
func dump(t *testing.T,p *lists.Publication,id string){ for _,r:=range p.Records{ if r.ID==id{ t.Log(r.ID,r.Former); for _,e:=range r.Entities{ t.Log(" ",e.ID,e.Schema.Name); for _,s:=range e.Statements{ t.Logf("     %s=%q orig=%q lang=%s note=%s",s.Prop,s.Value,s.Original,s.Lang,s.Note)}}}}}
func hs(p *lists.Publication) map[string][32]byte{ m:=map[string][32]byte{}; for _,r:=range p.Records{m[r.ID]=ftm.Hash(r.Entities)};return m}
func TestX(t *testing.T){
 a:=pp(t,"fsf-xml","eu-fsf/fsf-xml11-reconstructed-2026-02-25.xml.gz"); b:=pp(t,"fsf-xml","eu-fsf/fsf-xml11-reconstructed-2026-03-30.xml.gz"); y:=pp(t,"fsf-yaml-full","eu-fsf/fsf-derived-yaml-2026-02-25.yaml.gz")
 ha,hb,hy:=hs(a),hs(b),hs(y)
 n,m:=0,0; var ex []string
 for k,v:=range ha{ if hb[k]!=v{n++}; if hy[k]!=v{m++; ex=append(ex,k)}}
 t.Log("xml vs xml",n,"xml vs yaml",m, len(ha),len(hy))
 if len(ex)>0{dump(t,a,ex[0]);dump(t,y,ex[0])}
 dump(t,a,"EU.6385.79"); dump(t,a,"EU.6386.78")
 dump(t,pp(t,"fsf-yaml","eu-fsf/fsf-derived-yaml-2021-06-23.yaml.gz"),"EU.6385.79")
 p1:=pp(t,"fsf-xml","eu-fsf/fsf-xml11-part1-2022-03-18.xml.gz"); dump(t,p1,"EU.472.57")
 dump(t,pp(t,"fsf-whole","eu-fsf/global-xml-whole-2016-02-11.xml.gz"),"EU.L516")
 dump(t,pp(t,"fsf-csv-1.0","eu-fsf/fsf-csv10-excerpt-2018-07-04.csv.gz"),"EU.36.64")
 dump(t,pp(t,"travel-bans-csv","eu-fsf/travel-bans-derived-2022-09-13.csv.gz"),"EU.L505")
 tb:=pp(t,"travel-bans-csv","eu-fsf/travel-bans-derived-2022-09-13.csv.gz"); c:=0; for _,r:=range tb.Records{ if strings.HasPrefix(r.ID,"EU.X")&&c<2{c++;dump(t,tb,r.ID)}}
 ser:=[]string{"2021-02-10","2021-05-29","2021-06-19","2021-06-23","2021-07-08","2022-03-11","2024-12-20"}
 var prev map[string][32]byte
 for _,d:=range ser{ h:=hs(pp(t,"fsf-yaml","eu-fsf/fsf-derived-yaml-"+d+".yaml.gz")); ch,nw,gone:=0,0,0; for k,v:=range h{ if o,ok:=prev[k];!ok{nw++}else if o!=v{ch++}}; for k:=range prev{ if _,ok:=h[k];!ok{gone++}}; t.Log(d,"new",nw,"gone",gone,"changed",ch); prev=h}
}
