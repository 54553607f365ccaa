import time
from collections import Counter
from tests.desk.test_crawl import *
def test_x(scene, log_in):
    t=Counter(); n=Counter()
    c=log_in("chief.north")
    orig=c.get
    def get(url,**k):
        s=time.perf_counter(); r=orig(url,**k); d=time.perf_counter()-s
        k=UUID_PART.sub("U",shape(url)); t[k]+=d; n[k]+=1
        return r
    c.get=get
    s=time.perf_counter()
    Crawl(c).run()
    print("total",time.perf_counter()-s, sum(t.values()))
    for k,v in t.most_common(15): print(f"{v:.2f} {n[k]} {v/n[k]*1000:.0f}ms", k[:100])
