using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Hosting.Rewards;

namespace RewardLab.Hosting.Tests.Rewards;

public sealed class RewardTreeYamlTests
{
    private const string Example = """
        ensemble: uncertainty
        lambda: 0.5
        members:
        - textNorm:
            reward: toybox-clip
          generator: counting
          tau: 0.05
        - textNorm:
            reward: clip
            model: ./clip # a folder
            layers: [1, 2]
          generator:
            id: counting
            limit: 12

        """;

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.Const("true"),
        Gen.Const("null"),
        Gen.Const("12"),
        Gen.Const("1e3"),
        Gen.Const("a: b # c"),
        Gen.Const("- x"),
        Gen.Const("two\nlines"),
        Gen.Const(""));

    private static readonly Gen<object?> Scalars = Gen.OneOf<object?>(
        Texts.Select(text => (object?)text),
        Gen.Bool.Select(flag => (object?)flag),
        Gen.Long.Select(number => (object?)number),
        Gen.Double.Select(number => (object?)number),
        Gen.Const((object?)null));

    private static readonly Gen<object?> Values = Gen.OneOf(
        Scalars,
        Scalars.List[0, 3].Select(list => (object?)list),
        Gen.Dictionary(Texts, Scalars)[0, 3].Select(map => (object?)map));

    // A reward's options may have any name but that of the id.
    private static readonly Gen<ComponentReference> Models = Gen.Select(
        Gen.String[Gen.Char["abc-123"], 1, 8],
        Gen.Dictionary(Gen.OneOf(Texts, Gen.Const("reward"), Gen.Const("members")).Where(key => key is not "id"), Values)[0, 3],
        (id, options) => new ComponentReference(id, options));

    private static readonly Gen<ComponentReference> References = Gen.Select(
        Gen.String[Gen.Char["abc-123"], 1, 8],
        Gen.Dictionary(Texts.Where(key => key is not ("reward" or "textNorm" or "ensemble" or "members" or "id")), Values)[0, 3],
        (id, options) => new ComponentReference(id, options));

    [Fact]
    public void Read_Example_GivesTheTree()
    {
        var ensemble = Read(Example).ShouldBeOfType<EnsembleNode>();
        ensemble.Ensemble.Id.ShouldBe("uncertainty");
        ensemble.Ensemble.Options.ShouldBe([KeyValuePair.Create("lambda", (object?)0.5)]);

        var first = ensemble.Members[0].ShouldBeOfType<TextNormNode>();
        first.Inner.ShouldBeOfType<RewardModelNode>().Component.Id.ShouldBe("toybox-clip");
        first.Generator.Id.ShouldBe("counting");
        first.Options.Tau.ShouldBe(0.05);

        var second = ensemble.Members[1].ShouldBeOfType<TextNormNode>();
        second.Inner.ShouldBeOfType<RewardModelNode>().Component.Options["model"].ShouldBe("./clip");
        second.Inner.ShouldBeOfType<RewardModelNode>().Component.Options["layers"].ShouldBe(new List<object?> { 1L, 2L });
        second.Generator.Options["limit"].ShouldBe(12L);
        second.Options.ShouldBe(new TextNormOptions());
    }

    [Fact]
    public void Write_Tree_IsAsPeopleWriteIt()
    {
        var tree = new EnsembleNode(
            new ComponentReference("uncertainty", new Dictionary<string, object?> { ["lambda"] = 0.5 }),
            [new TextNormNode(
                new RewardModelNode(new ComponentReference("toybox-clip")), new ComponentReference("counting"), new TextNormOptions { Tau = 0.05 })]);

        RewardTreeYaml.ToText(tree).ShouldBe("""
            ensemble: uncertainty
            lambda: 0.5
            members:
            - textNorm:
                reward: toybox-clip
              generator: counting
              tau: 0.05

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void WriteThenRead_AnyTree_GivesTheSameTree() =>
        Trees(depth: 3).Sample(tree => Describe(Read(RewardTreeYaml.ToText(tree))).ShouldBe(Describe(tree)), iter: 400);

    [Theory]
    [InlineData("reward: a\nensemble: b\n", @"tree\.yaml\(1,1\): a reward has one of the keys .*not reward and ensemble")]
    [InlineData("model: a\n", @"tree\.yaml\(1,1\): a reward needs one of the keys .*this one has model")]
    [InlineData("{}", @"this one has none")]
    [InlineData("- a\n", @"tree\.yaml\(1,1\): a reward is a map")]
    [InlineData("", @"tree\.yaml: a reward tree is one YAML document, not 0")]
    [InlineData("reward: [a]\n", @"the value of reward must be the id")]
    [InlineData("reward: { url: a }\n", @"tree\.yaml\(1,9\): a reward is an id, or a map with the key id")]
    [InlineData("reward: { id: a }\nurl: b\n", @"tree\.yaml\(1,1\): options of a reward stand beside its id: where 'reward' is a map")]
    [InlineData("textNorm:\n  reward: a\n", @"textNorm needs a generator")]
    [InlineData("textNorm:\n  reward: a\ngenerator: c\ntau: warm\n", @"tree\.yaml\(4,1\): textNorm: option 'tau' is 'warm'; it must be")]
    [InlineData("textNorm:\n  reward: a\ngenerator: c\ntau: -1\n", @"tree\.yaml\(4,1\): textNorm: option 'tau' is -1: allowed is")]
    [InlineData("textNorm:\n  reward: a\ngenerator: c\ntua: 1\n", @"tree\.yaml\(4,1\): textNorm has no option 'tua'. Did you mean 'tau'")]
    [InlineData("textNorm:\n  reward: a\ngenerator: c\ntau: 1\nscale: 10\n", @"tree\.yaml\(1,1\): textNorm cannot have these options: give either tau")]
    [InlineData(
        "textNorm:\n  reward: a\ngenerator: c\nvariant: equation1\nscale: 10\n",
        @"tree\.yaml\(1,1\): textNorm cannot have these options: variant equation1 has a tau")]
    [InlineData(
        "textNorm:\n  reward: a\ngenerator: c\nvariant: maxMin\n",
        @"tree\.yaml\(4,1\): textNorm: option 'variant' is 'maxMin'; it must be one of minMax, equation1, logitDifference")]
    [InlineData("ensemble: mean\n", @"an ensemble needs members")]
    [InlineData("ensemble: mean\nmembers: []\n", @"an ensemble needs members")]
    [InlineData("ensemble: mean\nmembers:\n- 3\n", @"tree\.yaml\(3,3\): a reward is a map")]
    [InlineData("reward: [a\n", @"tree\.yaml\(\d+,\d+\): not YAML")]
    [InlineData("reward: a\n? [x]\n: 1\n", @"a key must be plain text")]
    [InlineData("textNorm: &x\n  textNorm: *x\n  generator: c\ngenerator: c\n", @"tree\.yaml")]
    public void Read_WhatIsNoTree_NamesPlaceAndFault(string yaml, string pattern)
    {
        var message = Should.Throw<RewardLabException>(() => Read(yaml)).Message;
        message.ShouldMatch(pattern);
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("tau: 0.3", "equation 1, tau 0.3")]
    [InlineData("form: share", "equation 1, tau 1")]
    [InlineData("form: logitDifference\ntau: 0.3", "logit difference, tau 0.3")]
    [InlineData("variant: minMax", "min-max, scale 10")]
    [InlineData("scale: 3", "min-max, scale 3")]
    public void Read_TextNormOfFormerAndPresentKeys_MeansWhatItSays(string keys, string meaning) =>
        Read($"textNorm: {{ reward: a }}\ngenerator: c\n{keys}\n").ShouldBeOfType<TextNormNode>().Options.Describe().ShouldBe(meaning);

    [Fact]
    public void Write_OptionOfARewardNamedLikeAPartOfTheTree_StandsInAMapOfItsOwn()
    {
        var leaf = new RewardModelNode(new ComponentReference("http", new Dictionary<string, object?> { ["url"] = "http://host", ["reward"] = "clip" }));
        RewardTreeYaml.ToText(leaf).ShouldBe("""
            reward:
              id: http
              url: "http://host"
              reward: clip

            """.ReplaceLineEndings("\n"));
        Read("reward: { id: http, reward: clip }").ShouldBeOfType<RewardModelNode>().Component.Options["reward"].ShouldBe("clip");
    }

    [Theory]
    [InlineData("id")]
    [InlineData("ensemble")]
    public void Write_OptionNamedLikeAPartOfTheTree_IsRefused(string name)
    {
        var reference = new ComponentReference("a", new Dictionary<string, object?> { [name] = 1, ["reward"] = 2 });
        RewardNode tree = name == "id" ? new RewardModelNode(reference) : new EnsembleNode(reference, [new RewardModelNode(new ComponentReference("b"))]);
        Should.Throw<RewardLabException>(() => RewardTreeYaml.ToText(tree)).Message.ShouldContain($"'{name}' of 'a'");
    }

    [Fact]
    public void ReadFile_MissingFile_SaysSo() =>
        Should.Throw<RewardLabException>(() => RewardTreeYaml.ReadFile(Path.Combine(Path.GetTempPath(), "rewardlab-none.yaml")))
            .Message.ShouldContain("There is no file '");

    private static Gen<RewardNode> Trees(int depth)
    {
        var leaves = Models.Select(reference => (RewardNode)new RewardModelNode(reference));
        if (depth == 0)
        {
            return leaves;
        }

        var inner = Trees(depth - 1);
        return Gen.OneOf(
            leaves,
            Gen.Select(inner, References, Gen.Double[1e-6, 1e6], Gen.Int[0, 5], (node, generator, value, kind) =>
                (RewardNode)new TextNormNode(
                    node,
                    generator,
                    kind < 3
                        ? TextNormOptions.Create((TextNormVariant)kind, value)
                        : new TextNormOptions { Variant = kind == 5 ? null : (TextNormVariant)(kind - 3) })),
            Gen.Select(References, inner.List[1, 3], (ensemble, members) => (RewardNode)new EnsembleNode(ensemble, members)));
    }

    private static RewardNode Read(string yaml) => RewardTreeYaml.Read(new StringReader(yaml), "tree.yaml");

    private static string Describe(object? value) => value switch
    {
        RewardModelNode leaf => $"leaf({Describe(leaf.Component)})",
        TextNormNode textNorm => $"textNorm({Describe(textNorm.Inner)}, {Describe(textNorm.Generator)}, {textNorm.Options})",
        EnsembleNode ensemble => $"ensemble({Describe(ensemble.Ensemble)}, {string.Join(", ", ensemble.Members.Select(Describe))})",
        ComponentReference reference => $"{reference.Id} {Describe(reference.Options)}",
        IReadOnlyDictionary<string, object?> map =>
            $"{{{string.Join("; ", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\"={Describe(pair.Value)}"))}}}",
        IReadOnlyList<object?> list => $"[{string.Join("; ", list.Select(Describe))}]",
        double number => $"double {number:R}",
        string text => $"\"{text}\"",
        null => "null",
        _ => $"{value.GetType().Name} {value}",
    };
}
