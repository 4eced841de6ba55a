"""Lists the fields of every k8s.io struct in a Go program, from its runtime type information (linux/amd64, Go 1.24 or later):
names in order, tags, embedding, types. Input of distil.mjs:

    python3 .ci/schema/go-structs.py <kubectl binary> <out.json>

kubectl has no apiextensions types: merge with what helm's binary gives. apiregistration's are in go-extra.json.
"""
import struct,json,sys
import subprocess
F=sys.argv[1]
B=open(F,'rb').read()
segs=[]
for l in subprocess.run(['readelf','-SW',F],capture_output=True,text=True).stdout.splitlines():
    p=l.replace('[ ','[').split()
    if len(p)>6 and p[0].startswith('[') and p[2]=='PROGBITS':
        a,o,n=int(p[3],16),int(p[4],16),int(p[5],16)
        if a: segs.append((a,o,n))
        if p[1]=='.rodata': RO,ROoff,ROsz=a,o,n
        if p[1]=='.typelink': TL,TLn=o,n//4
def off(a):
    for s,o,n in segs:
        if s<=a<s+n: return a-s+o
    raise KeyError(hex(a))
def u64(a): return struct.unpack_from('<Q',B,off(a))[0]
def u32(a): return struct.unpack_from('<I',B,off(a))[0]
def i32(a): return struct.unpack_from('<i',B,off(a))[0]
links=struct.unpack_from('<%di'%TLn,B,TL)
def uvar(o):
    v=s=0
    while 1:
        b=B[o]; o+=1; v|=(b&127)<<s; s+=7
        if b<128: return v,o
def name(a):
    if a==0: return '','',False
    o=off(a); fl=B[o]; n,o=uvar(o+1); s=B[o:o+n].decode('utf8','replace'); o+=n; t=''
    if fl&2:
        n,o=uvar(o); t=B[o:o+n].decode()
    return s,t,bool(fl&8)
base=RO
# find base
def ok(base):
    g=0
    for l in links[:300]:
        try:
            a=base+l
            k=B[off(a)+23]&31
            so=i32(a+40)
            nm=name(base+so)[0]
            if 1<=k<=26 and nm.isprintable() and len(nm)>1: g+=1
        except Exception: pass
    return g
cands=[(ok(b),b) for b in range(RO,RO+64*32,32)]
cands.sort(reverse=True); print(cands[:3],file=sys.stderr); base=cands[0][1]
K=['','bool','int','int8','int16','int32','int64','uint','uint8','uint16','uint32','uint64','uintptr','float32','float64','complex64','complex128','array','chan','func','interface','map','ptr','slice','string','struct','unsafeptr']
types={}
def typ(a):
    if a in types: return types[a]
    o=off(a); k=K[B[o+23]&31]; tf=B[o+20]
    s=name(base+i32(a+40))[0]
    if tf&2: s=s[1:]
    t={'k':k,'s':s,'named':bool(tf&4)}; types[a]=t
    ex=48
    if k in('ptr','slice'): t['e']=u64(a+ex); typ(t['e'])
    elif k=='array': t['e']=u64(a+ex); typ(t['e'])
    elif k=='map': t['key']=u64(a+ex); t['e']=u64(a+ex+8); typ(t['key']); typ(t['e'])
    elif k=='struct':
        p=u64(a+ex); fs=u64(a+ex+8); n=u64(a+ex+16)
        t['pkg']=name(p)[0] if p else ''
        t['f']=[]
        for i in range(n):
            nm,tag,emb=name(u64(fs+24*i)); ft=u64(fs+24*i+8)
            t['f'].append([nm,tag,emb,ft]); 
        for f in t['f']: typ(f[3])
    if tf&1:
        sz={'ptr':8,'slice':8,'array':24,'map':8*7+0,'struct':32-8+0,'func':8,'interface':32,'chan':16}.get(k,0)
        # uncommon follows the kind's own struct
        un={'struct':48+32,'ptr':56,'slice':56,'array':72,'func':56,'chan':64,'interface':80,'map':None}.get(k,48)
        if un: t['pkgpath']=name(base+i32(a+un))[0]
    return t
for l in links:
    try: typ(base+l)
    except KeyError as e: pass
# also struct types reachable by pointers only; typelinks hold ptr types
out={}
sys.setrecursionlimit(10000)
def ref(a):
    t=types[a]
    if t['named'] or t['k'] not in('ptr','slice','map','array'):
        return {'n':(t.get('pkgpath','')+'.'+t['s'].split('.')[-1]) if t['named'] and t.get('pkgpath') else t['s'],'k':t['k'],'s':t['s'], **({'e':ref(t['e'])} if 'e' in t and t['named'] and t['k'] in('slice','map') else {})}
    r={'k':t['k'],'e':ref(t['e'])}
    if t['k']=='map': r['key']=ref(t['key'])
    return r
for a,t in list(types.items()):
    if t['k']=='struct' and t['named'] and t.get('pkgpath','').startswith('k8s.io/'):
        out[t['pkgpath']+'.'+t['s'].split('.')[-1]]=[[f[0],f[1],f[2],ref(f[3])] for f in t['f']]
json.dump(out,open(sys.argv[2],'w'))
