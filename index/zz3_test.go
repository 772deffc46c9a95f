package index
import ("testing";"fmt";"path/filepath";"os";"strings";"math/bits";"github.com/linchpin-oss/linchpin/match";"github.com/linchpin-oss/linchpin/names")
func TestXX(t *testing.T){ m,_:=filepath.Glob("/tmp/wi/lpd/snapshots/*.lpx"); x,_:=Open(m[0])
nb,_:=os.ReadFile("/tmp/names.txt"); lines:=strings.Split(strings.TrimSpace(string(nb)),"\n")
seen:=map[names.Token]bool{}; var all,may,near,near2,ok,nt, f1,typ,okF1,okTyp,okF3 int; var n match.Near
passlen:=map[int]int{}; okdiff:=map[int]int{}; okld:=map[int]int{}
for _,l:=range lines[:1000] { for _,mm:=range spell(l) { for _,tk:=range mm.Tokens { if seen[tk]||tk.Class!=names.Word {continue}; seen[tk]=true; nt++; n.Reset(tk); q:=names.LetterMask(tk.Text)
 sk:=names.Skeleton(tk.Text); got:=map[uint32]int{}
 x.eachValue(&x.sounds,fnv(sk),func(i uint32){ for k:=x.skeletons.at(int(i)); k<x.skeletons.at(int(i)+1); k++ { got[x.groups.at(int(2*k))]=1; f1++ } })
 deletions(tk.Text,minTypo,func(h uint32,_ bool){ x.eachValue(&x.typos,h,func(v uint32){ typ++; if got[v]==0 {got[v]=2} }) })
 deletions(sk,minEdit,func(h uint32,w bool){ x.eachValue(&x.edits,h,func(i uint32){ if i&1==1||w||len(sk)>minEdit { i>>=1; for k:=x.skeletons.at(int(i)); k<x.skeletons.at(int(i)+1); k++ { v:=x.groups.at(int(2*k)); if got[v]==0 {got[v]=3} } } }) })
 for v,f:=range got { tx:=x.token(v); msk:=names.LetterMask(tx); if f==3 {all++}; _,o:=n.Like(names.Token{Text:tx,Class:names.Word},msk); if o { switch f {case 1: okF1++; case 2: okTyp++; case 3: okF3++; okdiff[bits.OnesCount32(msk^q)]++; okld[len(tx)-len(tk.Text)]++} }
  if f==3 { if n.May(msk,len(tx)) { may++; if match.MayBeSpellings(tk.Text,tx) {near++; passlen[bits.OnesCount32(msk^q)]++; if bits.OnesCount32(msk^q)<=4 {near2++}; if o {ok++} } } } }
}}}
fmt.Println("tokens",nt,"F1",f1/nt,"typ",typ/nt,"F3",all/nt,"may",may/nt,"near",near/nt,"diff<=4",near2/nt,"okF3",float64(okF3)/float64(nt),"okF1",float64(okF1)/float64(nt),"okTyp",float64(okTyp)/float64(nt))
fmt.Println(passlen,okdiff,okld)
}
