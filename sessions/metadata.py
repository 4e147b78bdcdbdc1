"""The words that go into every delivered picture: who made it, whose it is, whom to credit."""

from xml.sax.saxutils import escape, quoteattr

from PIL import Image
from PIL.ExifTags import Base

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"{credit}>{creator}{rights}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
RIGHTS = '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>'


def save_options(photo):
    """Return what to hand to Image.save so that creator, copyright and credit are written.

    EXIF has no place for the credit line; XMP, which Google Images reads, has.
    """
    creator, rights, credit = photo.creator, photo.copyright_notice, photo.credit
    if not (creator or rights or credit):
        return {}
    exif = Image.Exif()
    for tag, words in ((Base.Artist, creator), (Base.Copyright, rights)):
        if words:
            exif[tag] = words.encode()
    xmp = XMP.format(
        credit=f" photoshop:Credit={quoteattr(credit)}" if credit else "",
        creator=CREATOR.format(escape(creator)) if creator else "",
        rights=RIGHTS.format(escape(rights)) if rights else "",
    )
    return {"exif": exif.tobytes(), "xmp": xmp.encode()}
