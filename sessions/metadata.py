"""The words that go into every delivered picture: who made it, whose it is, whom to credit, and
whether machines may be trained on it."""

from xml.sax.saxutils import escape, quoteattr

from PIL import Image
from PIL.ExifTags import Base

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 plus:DataMining="http://ns.useplus.org/ldf/vocab/{mining}"{credit}>{creator}{rights}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""
CREATOR = "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>"
RIGHTS = '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:rights>'
# Terms of the PLUS vocabulary, which the IPTC's photo metadata take over.
ALLOWED, RESERVED = "DMI-ALLOWED", "DMI-PROHIBITED-AIMLTRAINING"


def save_options(photo):
    """Return what to hand to Image.save so that creator, copyright and credit are written.

    EXIF has no place for the credit line; XMP, which Google Images reads, has. Whether machines may
    be trained on it is read from what is stored with its pictures: their names depend on it.
    """
    creator, rights, credit = photo.creator, photo.copyright_notice, photo.credit
    exif = Image.Exif()
    for tag, words in ((Base.Artist, creator), (Base.Copyright, rights)):
        if words:
            exif[tag] = words.encode()
    xmp = XMP.format(
        mining=ALLOWED if may_train(photo) else RESERVED,
        credit=f" photoshop:Credit={quoteattr(credit)}" if credit else "",
        creator=CREATOR.format(escape(creator)) if creator else "",
        rights=RIGHTS.format(escape(rights)) if rights else "",
    )
    return {"xmp": xmp.encode()} | ({"exif": exif.tobytes()} if creator or rights else {})


def may_train(photo):
    """Whether machines may be trained on the files that the photo's pictures name."""
    return any(picture.get("may_train") for picture in photo.pictures.values())
