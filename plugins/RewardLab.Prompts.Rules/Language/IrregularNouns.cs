using System.Collections.Frozen;

namespace RewardLab.Prompts.Rules.Language;

/// <summary>English nouns whose plural no rule gives, among those that images show.</summary>
internal static class IrregularNouns
{
    /// <summary>The same in singular and plural.</summary>
    public static readonly FrozenSet<string> Invariant = Words(
        "deer sheep fish moose bison elk salmon trout cod tuna squid shrimp swine aircraft hovercraft spacecraft watercraft series species offspring " +
        "swordfish jellyfish goldfish starfish catfish clownfish angelfish crayfish cuttlefish pufferfish shellfish reindeer grouse carp krill " +
        "scissors pants trousers jeans shorts tights leggings pajamas pyjamas sunglasses eyeglasses goggles binoculars tweezers pliers tongs " +
        "headphones earphones headquarters chassis");

    private static readonly (string Singular, string Plural)[] Pairs = Split(
        "man men,woman women,child children,person people,tooth teeth,foot feet,goose geese,mouse mice,louse lice,ox oxen,die dice," +
        "knife knives,wife wives,life lives,leaf leaves,loaf loaves,wolf wolves,shelf shelves,half halves,calf calves,elf elves,self selves,thief thieves," +
        "scarf scarves,hoof hooves,sheaf sheaves,wharf wharves,dwarf dwarves," +
        "potato potatoes,tomato tomatoes,hero heroes,echo echoes,torpedo torpedoes,mosquito mosquitoes,mango mangoes,volcano volcanoes,tornado tornadoes," +
        "buffalo buffaloes,domino dominoes,superhero superheroes,cargo cargoes,veto vetoes," +
        "cactus cacti,fungus fungi,alumnus alumni,stimulus stimuli,nucleus nuclei,radius radii,bacterium bacteria,aquarium aquariums,phenomenon phenomena," +
        "criterion criteria,vertebra vertebrae,larva larvae,alga algae,axis axes,oasis oases,crisis crises,basis bases,thesis theses,hypothesis hypotheses," +
        "ellipsis ellipses,quiz quizzes,fez fezzes,bus buses,gas gases,minibus minibuses,trolleybus "
        + "trolleybuses,passerby passersby,chateau chateaux,gateau gateaux,bureau bureaux");

    /// <summary>Singular to plural.</summary>
    public static readonly FrozenDictionary<string, string> Plurals =
        Pairs.ToFrozenDictionary(pair => pair.Singular, pair => pair.Plural, StringComparer.Ordinal);

    /// <summary>Plural to singular, rarer spellings included. "Axes" are tools here, and "bases" the plural of "base".</summary>
    public static readonly FrozenDictionary<string, string> Singulars = Pairs
        .Concat(Split(
            "fish fishes,dwarf dwarfs,scarf scarfs,hoof hoofs,wharf wharfs,cactus cactuses,fungus funguses,mango mangos,volcano volcanos,tornado "
            + "tornados,buffalo buffalos,squid squids,shrimp shrimps,axe axes"))
        .Where(pair => pair is not (("axis", _) or ("basis", _)))
        .ToFrozenDictionary(pair => pair.Plural, pair => pair.Singular, StringComparer.Ordinal);

    /// <summary>Ends of compounds that inflect as the word alone does: "policeman", "snowmen", "grandchild".</summary>
    public static readonly string[] CompoundEnds =
        ["woman", "child", "tooth", "goose", "mouse", "knife", "wife", "wolf", "shelf", "leaf", "loaf", "scarf", "calf", "man", "foot", "elf"];

    /// <summary>Words that end as a compound would and are none: they inflect by rule.</summary>
    public static readonly FrozenSet<string> NoCompounds =
        Words("human german roman norman shaman talisman caiman ottoman mongoose specimen abdomen omen regimen stamen ramen");

    /// <summary>Singulars in -ie, which would otherwise be read as -y: "pies" are no "pys".</summary>
    public static readonly FrozenSet<string> EndingInIe = Words(
        "pie tie cookie movie selfie zombie hoodie brownie smoothie birdie doggie genie "
        + "pixie rookie junkie magpie prairie calorie collie budgie bowtie necktie " +
        "bootie beanie hippie foodie talkie cutie veggie aussie yorkie corgie laddie lassie goalie caddie goodie");

    /// <summary>Singulars in -oe: "shoes" are no "shos".</summary>
    public static readonly FrozenSet<string> EndingInOe = Words("shoe toe canoe hoe foe doe roe floe oboe aloe horseshoe snowshoe tiptoe mistletoe overshoe");

    /// <summary>Singulars whose last letters before the e sound as s, x, ch, sh or z do, so that "es" is not all ending: "axes", "caches".</summary>
    public static readonly FrozenSet<string> EndingInSibilantE = Words(
        "axe pickaxe cache niche ache headache toothache mustache moustache psyche quiche "
        + "creche cliche brioche avalanche porsche apache douche pastiche deluxe");

    /// <summary>Singulars in a lone s, other than those in -us, -ss and -is.</summary>
    public static readonly FrozenSet<string> EndingInS = Words("lens canvas atlas rhinoceros cosmos pancreas thermos bias christmas");

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static (string Singular, string Plural)[] Split(string pairs) =>
        Array.ConvertAll(pairs.Split(','), pair => (pair[..pair.IndexOf(' ')], pair[(pair.IndexOf(' ') + 1)..]));
}
