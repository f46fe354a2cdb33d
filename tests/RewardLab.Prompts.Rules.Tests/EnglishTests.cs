using RewardLab.Prompts.Rules.Language;

namespace RewardLab.Prompts.Rules.Tests;

public sealed class EnglishTests
{
    [Theory]
    [InlineData(
        "airplane airplanes,apple apples,automobile automobiles,bird birds,book books,cake cakes,carrot "
        + "carrots,cat cats,chair chairs,cup cups,deer deer,dog dogs,fork forks," +
        "frog frogs,horse horses,laptop laptops,microwave microwaves,orange oranges,ship ships,suitcase "
        + "suitcases,toaster toasters,truck trucks,umbrella umbrellas,vase vases")]
    [InlineData(
        "sheep sheep,fish fish,goldfish goldfish,moose moose,aircraft aircraft,scissors scissors,mouse "
        + "mice,child children,grandchild grandchildren,man men,snowman snowmen,woman women," +
        "policewoman policewomen,person people,tooth teeth,foot feet,goose geese,ox oxen,die dice,knife "
        + "knives,wolf wolves,werewolf werewolves,bookshelf bookshelves,leaf leaves,scarf scarves")]
    [InlineData(
        "box boxes,fox foxes,bus buses,glass glasses,dress dresses,watch watches,dish dishes,brush "
        + "brushes,quiz quizzes,church churches,lens lenses,walrus walruses,octopus octopuses," +
        "cactus cacti,circus circuses,iris irises,canvas canvases,gas gases,compass compasses,mattress mattresses")]
    [InlineData(
        "cherry cherries,butterfly butterflies,strawberry strawberries,pony ponies,puppy puppies,baby "
        + "babies,fly flies,toy toys,monkey monkeys,key keys,tray trays,boy boys," +
        "pie pies,tie ties,cookie cookies,movie movies,zombie zombies,hoodie hoodies")]
    [InlineData(
        "potato potatoes,tomato tomatoes,hero heroes,mango mangoes,piano pianos,photo photos,avocado "
        + "avocados,kangaroo kangaroos,zoo zoos,radio radios,video videos,flamingo flamingos," +
        "shoe shoes,toe toes,canoe canoes,horseshoe horseshoes")]
    [InlineData(
        "house houses,blouse blouses,nurse nurses,purse purses,rose roses,base bases,cheese cheeses,axe axes,stove stoves,glove gloves,olive olives,hive "
        + "hives,dove doves,cave caves,slice slices," +
        "roof roofs,giraffe giraffes,chief chiefs,cliff cliffs,human humans,mongoose mongooses,specimen "
        + "specimens,cache caches,moustache moustaches,maze mazes,prize prizes,stomach stomachs")]
    [InlineData(
        "teddy bear teddy bears,stop sign stop signs,traffic light traffic lights,fire hydrant "
        + "fire hydrants,T-shirt T-shirts,walkie-talkie walkie-talkies,Knife Knives,SUV SUVs")]
    public void Noun_InBothDirections_IsWhatEnglishWrites(string pairs)
    {
        foreach (var words in pairs.Split(',').Select(pair => pair.Split(' ')))
        {
            var (singular, plural) = (string.Join(' ', words[..(words.Length / 2)]), string.Join(' ', words[(words.Length / 2)..]));
            Noun.Plural(singular).ShouldBe(plural);
            Noun.Singular(plural).ShouldBe(singular);
            Noun.Singular(singular).ShouldBe(singular);
            Noun.CanBePlural(plural).ShouldBeTrue(plural);
        }
    }

    [Theory]
    [InlineData("fishes", "fish")]
    [InlineData("cactuses", "cactus")]
    [InlineData("mangos", "mango")]
    [InlineData("dwarfs", "dwarf")]
    public void Singular_OfARarerPlural_IsTheSame(string plural, string singular) => Noun.Singular(plural).ShouldBe(singular);

    [Theory]
    [InlineData("an", "apple orange umbrella elephant igloo hour heirloom honest-man 8-ball 11-year-old 18th-hole SUV X-ray F-16 MRI uninhabited")]
    [InlineData(
        "a",
        "cat unicorn uniform university unicycle European ewe ukulele one-eyed once-white user utensil house horse UFO T-shirt U-turn 7-up 100-dollar yellow")]
    public void Article_VowelAndConsonantSounds_IsAnOrA(string article, string words)
    {
        foreach (var word in words.Split(' '))
        {
            Article.For(word).ShouldBe(article, word);
        }
    }

    [Fact]
    public void NumberWords_EveryNumber_ReadBackAsWritten()
    {
        for (var count = 1; count <= NumberWords.MaxCount; count++)
        {
            NumberWords.TryRead(NumberWords.Write(count), out var read, out var digits).ShouldBeTrue();
            read.ShouldBe(count);
            digits.ShouldBe(count > 99);
        }

        new[] { 1, 2, 12, 13, 20, 21, 40, 99 }.Select(NumberWords.Write)
            .ShouldBe(["one", "two", "twelve", "thirteen", "twenty", "twenty-one", "forty", "ninety-nine"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("99999999999")]
    [InlineData("1.5")]
    [InlineData("eleventy")]
    public void NumberWords_OutOfRange_AreNotRead(string text) => NumberWords.TryRead(text, out _, out _).ShouldBeFalse();
}
