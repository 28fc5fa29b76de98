def fold(t): return t.lower().replace("ä","ae").replace("ö","oe").replace("ü","ue").replace("ß","ss")
def index(o): pass
