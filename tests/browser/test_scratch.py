import time
from axe_playwright_python.sync_playwright import Axe
from tests.browser.base import *
class T(BrowserTestCase):
    def test_x(self):
        r = self.reader()
        p = r.open("/ar/?round=astana-11")
        p.wait_for_selector(".drawing.explored")
        for w in (1280,768,360):
          for c in ("light","dark"):
            p.set_viewport_size({"width":w,"height":900}); p.emulate_media(color_scheme=c)
            t=time.time(); res=Axe().run(p); print(w,c,time.time()-t, res.generate_report()[:3000])
        for q in ("?q=zzzzz","?topic=nope"):
            r.failing_is_expected=True
            p = r.open("/ar/"+q)
            res=Axe().run(p); print(q, res.generate_report()[:3000])
