#!/usr/bin/env python3
"""Make the packaged font: one weight of Noto Sans CJK SC, cut to the characters a nonferrous report needs.

Needs   fonttools (pip), and NotoSansCJK-Regular.ttc 2.004 (Debian package fonts-noto-cjk), argument 1.
Writes  data/fonts/VerdigrisSans-Regular.otf; the same input gives the same bytes.

Characters: ASCII and Latin-1, Greek, punctuation and signs, GB 2312 level 1 hanzi (3755), every hanzi with the metal
radical in its simplified form, the further hanzi that the packaged tables use, and hanzi common in names of firms and
places. The family is renamed: a subset must not be taken for the whole font. Low and raised digits, which the source lacks, are its digits made small.
"""
import pathlib
import sys

from fontTools import subset
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

DATA = pathlib.Path(__file__).resolve().parent.parent
SOURCE = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
FAMILY = "Verdigris Sans"
# Names of firms and places beyond level 1, as they occur in registers of enterprises and in the gazetteer.
NAMES = (
    "鑫淼焱垚晟昊昕昱曦晖晔煜烨炜熠熙熹瑾璟璞琪瑜玮珏琨琦琰璇璐瑶瑷珺铧钜鋆锴铭镕骅骏骐骥麒麟翊翎翱翙"
    "彧懋懿泓泾洹淦淝淇涪湄渭渝滁溧溱漯漳潍潞潢潼澧濮濂瀍瀚灏沣汴汶沅沔泗泸泺涞涿淄淮湟滏滦滨"
    "亳兖冀鄂鄞鄢鄯郓郏郯郴邛邕邙邢邯邳邵邹郫鄱衢睢睦皋皖黔黟黎赣闽陇陕骊岷岱崂崤嵊嵩嶂嶷岢峄崆崴嵖"
    "泷浔浦濉沭沂沁沛汨洮洱洛涧涟淅淞滇潇澜濠瀛莒菏荥蓟蓥藁芗芮芷茌莘莜萃萍蔚蕲薛酃醴酆酉钦筠箬筱箫"
    "祁祺祯禧禹禾秭稷穗穹窦竣缙绥绫缤缨翡翠耒耶胥腾舜舒艮芃芸苋苌茂昀昶晏暄暨朔杞枞枣柘栾桓桢桦梓梵"
    "棠楠楚槐樊檀欣歆殷毓毅汕沧沱泌泮洵浚浠涅淳湛溢滕漪澄濯炀焕焙焜煊煦爵牟犍猗玑珂珈珑琅琛琳瑛瑞瑄璋璜"
    "甄畲畅皓盱盂盈眉矗砀砚碣磐磊磴礼祎崧岚崟巍嵘峻峥峤岑岫岐巩廪廉庐庾弋弘彬彭徽忻恺恒悦惠慧戎扈拓挹"
)
# Signs of figures, formulas and tables, superscripts and subscripts among them.
SIGNS = (
    "–—―‖‘’‚“”„†‡•…‰′″‹›⁴€℃™Ω←↑→↓↔∂Δ∏∑−√∞≈≠≤≥∈≪≫─│├┤█■□▲△▼▽◆◇○●★☆✓①②③④⑤⑥⑦⑧⑨⑩"
    "　、。〃々〈〉《》「」『』【】〔〕㎏㎡㎥㎜㎞㎎㏄·×÷±°µ"
)

# Signs the source lacks, drawn from its own outlines: small, and moved by so many units (1000 an em).
LOW = {chr(0x2080 + digit): str(digit) for digit in range(10)}
HIGH = {"⁰": "0", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "⁺": "+", "⁻": "−"}
SMALL, DOWN, UP = 0.62, -110, 330


def gb2312(first, last):
    """Hanzi of the rows `first..last` of GB 2312 (rows 16 to 55 are level 1, 56 to 87 level 2)."""
    rows = range(first + 0xA0, last + 0xA1)
    pairs = (bytes([row, cell]) for row in rows for cell in range(0xA1, 0xFF))
    return {character for pair in pairs if (character := pair.decode("gb2312", "ignore"))}


def simplified_of_the_tables():
    """Hanzi of GB 2312 level 2 that occur in the packaged tables: traditional forms serve search only."""
    level_two = gb2312(56, 87)
    texts = (path.read_text(encoding="utf-8") for path in sorted(DATA.rglob("*.csv")))
    return {c for text in texts for c in text if c in level_two}


def characters():
    """All code points of the packaged font."""
    chosen = gb2312(16, 55) | simplified_of_the_tables() | set(NAMES) | set(SIGNS)
    chosen |= {chr(code) for code in range(0x9485, 0x9577)}
    chosen |= set("烃烷烯炔醇酮酯羟羧硒碲砷硅硼磷硫氟氯溴碘氦氖氩氪氙氡氰胺腈矾矸矽硐硒碲砒砜埚坩熵焓煅焙焦炱烬")
    plain = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0x391, 0x3CA)) | set(range(0xFF01, 0xFF5F))
    return plain | {ord(c) for c in chosen}


def draw_small_signs(font, wanted):
    """Draws lowered and raised signs over the outlines of signs nobody needs, and maps the code points there."""
    cmap, glyphs, top = font.getBestCmap(), font.getGlyphSet(), font["CFF "].cff[0]
    group = top.FDSelect
    home = group[font.getGlyphID(cmap[ord("0")])]
    kept = {cmap[code] for code in wanted if code in cmap}
    spare = (cmap[code] for code in sorted(cmap) if cmap[code] not in kept and group[font.getGlyphID(cmap[code])] == home)
    signs = [(sign, of, DOWN) for sign, of in LOW.items()] + [(sign, of, UP) for sign, of in HIGH.items()]
    drawn = []
    for (sign, of, shift), victim in zip(signs, spare):
        width = round(font["hmtx"][cmap[ord(of)]][0] * SMALL)
        private = top.CharStrings[victim].private
        pen = T2CharStringPen(width - private.nominalWidthX, glyphs)
        glyphs[cmap[ord(of)]].draw(TransformPen(pen, (SMALL, 0, 0, SMALL, 0, shift)))
        drawn.append((sign, victim, width, pen.getCharString(private, top.GlobalSubrs)))
    assert len(drawn) == len(signs), "too few spare outlines"
    for sign, victim, width, outline in drawn:
        top.CharStrings[victim] = outline
        font["hmtx"][victim] = (width, round(outline.calcBounds(None)[0]))
        for table in font["cmap"].tables:
            if table.isUnicode() and table.format != 14:
                table.cmap = {code: name for code, name in table.cmap.items() if name != victim} | {ord(sign): victim}
    return {ord(sign) for sign, *_ in drawn}


def main():
    font = TTFont(SOURCE, fontNumber=2, recalcTimestamp=False)
    assert font["name"].getDebugName(1) == "Noto Sans CJK SC", "the third face of the collection is the Simplified Chinese one"
    options = subset.Options(hinting=False, layout_features=["kern", "tnum", "locl"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "DSIG"]
    cutter = subset.Subsetter(options)
    wanted = characters()
    cutter.populate(unicodes=wanted | draw_small_signs(font, wanted))
    cutter.subset(font)
    names = {1: FAMILY, 2: "Regular", 3: f"2.004;{FAMILY}", 4: f"{FAMILY} Regular", 6: "VerdigrisSans-Regular"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    top = font["CFF "].cff
    top.fontNames[0] = "VerdigrisSans-Regular"
    top[0].FullName, top[0].FamilyName = f"{FAMILY} Regular", FAMILY
    target = DATA / "fonts" / "VerdigrisSans-Regular.otf"
    target.parent.mkdir(exist_ok=True)
    font.save(target)
    print(f"{target.name}: {target.stat().st_size} bytes, {len(font.getBestCmap())} characters")


if __name__ == "__main__":
    main()
