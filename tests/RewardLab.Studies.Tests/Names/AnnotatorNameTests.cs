using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Studies.Names;

namespace RewardLab.Studies.Tests.Names;

public sealed class AnnotatorNameTests
{
    [Theory]
    [InlineData("Ren\u00e9", "Rene\u0301", "composed and decomposed")]
    [InlineData("Anna", "ANNA", "case")]
    [InlineData("Anna", "anna", "case")]
    [InlineData("Anna", "An\u200bna", "zero width space")]
    [InlineData("Anna", "\ufeffAn\u00adna\u200d", "byte order mark, soft hyphen, joiner")]
    [InlineData("Anna", "\u202eAnna\u202c", "direction")]
    [InlineData("Anna Maria", "Anna\u00a0Maria", "no-break space")]
    [InlineData("Anna Maria", " Anna\u2003\u3000 Maria\t", "wide spaces")]
    [InlineData("Anna Maria", "Anna\u2800Maria", "braille blank")]
    [InlineData("Anna", "\uff21\uff4e\uff4e\uff41", "full width")]
    [InlineData("Stra\u00dfer", "STRASSER", "full case folding")]
    [InlineData("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3", "final sigma")]
    [InlineData("\u0416\u0435\u043d\u044f", "\u0436\u0415\u041d\u042f", "Cyrillic")]
    [InlineData("\u1ec7", "e\u0302\u0323", "marks in another order")]
    [InlineData("\u1ec7", "\u1eb9\u0302", "half composed")]
    [InlineData("\ud55c", "\u1112\u1161\u11ab", "Hangul")]
    [InlineData("\u304c", "\u304b\u3099", "kana")]
    [InlineData("\u0130rem", "irem", "dotted I")]
    [InlineData("I\u015f\u0131l", "\u0131\u015f\u0131l", "dotless i")]
    [InlineData("\ufb01n", "FIN", "ligature")]
    public void Spellings_OfOneName_AreOne(string name, string other, string why) => AnnotatorName.Fold(other).ShouldBe(AnnotatorName.Fold(name), why);

    [Theory]
    [InlineData("Ren\u00e9", "Rene")]
    [InlineData("Anna", "Anne")]
    [InlineData("Anna Maria", "AnnaMaria")]
    [InlineData("Jo\u0308rg", "Jorg")]
    [InlineData("\u041d\u0430\u0442\u0430", "Hata")]
    public void Names_ThatDiffer_AreTwo(string name, string other) => AnnotatorName.Fold(other).ShouldNotBe(AnnotatorName.Fold(name));

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u2800\u3000")]
    [InlineData("a\u0007")]
    [InlineData("a\ud800")]
    public void Name_WithNothingToSee_IsNone(string name) => Should.Throw<RewardLabException>(() => AnnotatorName.Clean(name));

    [Fact]
    public void Name_ThatIsKept_IsShownAsItWasTyped()
    {
        AnnotatorName.Clean("  An\u200cna \u00a0 Maria ").ShouldBe("An\u200cna Maria");
        AnnotatorName.Clean("Rene\u0301").ShouldBe("Rene\u0301");
    }

    [Fact]
    public void Fold_OfAFold_IsItself() =>
        Gen.String[Gen.Char["aAiIzZ\u00df\u0130\u0131\u0300\u0301\u0323\u0307\u00e9\u1ec7\uac01\u200b \u00a0\u2126\ufb03"], 0, 12]
            .Sample(name => AnnotatorName.Fold(AnnotatorName.Fold(name)) == AnnotatorName.Fold(name));
}
