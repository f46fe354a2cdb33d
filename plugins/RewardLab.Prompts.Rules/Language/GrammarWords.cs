using System.Collections.Frozen;

namespace RewardLab.Prompts.Rules.Language;

/// <summary>Words that the grammar tells apart from nouns.</summary>
internal static class GrammarWords
{
    /// <summary>What a noun ends before.</summary>
    public static readonly FrozenSet<string> Prepositions = Words(
        "of in on at with without under underneath beneath over above below behind beside besides "
        + "near next by inside outside between among amid against along around across " +
        "through into onto upon from to for during toward towards atop off within beyond opposite alongside that which who whose where while as like");

    /// <summary>Verbs whose form depends on the number.</summary>
    public static readonly FrozenSet<string> Verbs = Words("is are was were has have does do isn't aren't");

    /// <summary>Nouns for an image itself.</summary>
    public static readonly FrozenSet<string> Depictions = Words(
        "photo photograph photography picture image drawing painting illustration sketch render "
        + "rendering portrait cartoon watercolor watercolour print poster shot snapshot scene " +
        "view close-up closeup still artwork etching engraving mosaic collage depiction screenshot icon logo");

    /// <summary>What stands between such a noun and what it shows, besides "of" and punctuation.</summary>
    public static readonly FrozenSet<string> DepictionLinks = Words("with showing featuring depicting containing displaying");

    /// <summary>Participles that end in neither -ing nor -ed.</summary>
    public static readonly FrozenSet<string> IrregularParticiples = Words("made written drawn built seen shown worn held set hung");

    /// <summary>Nouns that end as participles do.</summary>
    public static readonly FrozenSet<string> NounsLikeParticiples = Words(
        "building painting drawing string spring thing earring ceiling railing pudding dumpling "
        + "duckling gosling sibling wedding swing sling herring starling stocking " +
        "clothing bearing crossing awning icing filling frosting topping covering landing opening lightning morning evening viking seedling sapling " +
        "moped biped steed breed tweed bobsled flowerbed flatbed daybed waterbed seabed toolshed woodshed seaweed birdseed hundred");

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
