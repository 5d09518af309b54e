from tests.browser.base import *
class T(BrowserTestCase):
    def test_x(self):
        r = self.reader()
        p = r.open("/ar/")
        p.wait_for_selector(".drawing.explored")
        print([x.url for x in r.requests])
        print(p.evaluate("window.moved"), p.evaluate("getComputedStyle(document.querySelector('.main-svg')).position"))
        p.screenshot(path="/tmp/a.png")
