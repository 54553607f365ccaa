from tests.desk.scene import *
from tests.world import *
def test_kinds(world):
    from fengqiao.rulebook.queries import pack_on
    pack=pack_on(NOW).pack
    for k in pack.kinds.values():
        print(k.code, [ (f.code,f.type.value,f.needed_at,f.personal) for f in k.fields if f.needed_at], [r.code for r in k.results], {c:(l.amount,l.unit.value) for c,l in k.clocks.items()})
    import time
    t=time.time(); make_matter(); print(time.time()-t)
    for kw in [dict(kind="emergency",title="打架",text="有人持刀伤人快来人"),dict(kind="",title="问问",text="这件事不知道找哪里，想请你们看看"),dict(kind="dispute",title="邻里纠纷",text="两家因为院墙吵了三年，想请人调解"),dict(kind="clue",title="线索",text="夜里常有陌生货车往废弃厂房送东西"),dict(kind="inquiry",title="咨询",text="身份证丢了怎么补办？"),dict(kind="suggestion",title="建议",text="建议在路口装一盏路灯"),dict(kind="help",title="求助",text="家里老人走失了，请帮忙找找"),dict(kind="police_service",title="户口",text="小孩上户口要什么材料"),dict(kind="",title="物业",text="小区电梯坏了一个月物业不修")]:
        m=make_matter(by="dispatcher",**kw); print(kw['kind'], m.kind,m.state,m.unit.code,m.urgent,m.sealed,m.due_at, m.routings.first().row)
