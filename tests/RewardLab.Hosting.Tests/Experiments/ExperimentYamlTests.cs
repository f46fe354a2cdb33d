using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Tests.Components;

namespace RewardLab.Hosting.Tests.Experiments;

public sealed class ExperimentYamlTests
{
    private const string Example = """
        model:
          id: toybox
          numInferenceSteps: 20
        prompts:
        - two cats
        - "yes: no"
        imagesPerPrompt: 8
        reward:
          textNorm:
            reward: toybox-clip
          generator: rules
          tau: 0.3
        optimizer: best-of-n
        heldOut:
          truth:
            reward: toybox-truth

        """;

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[1, 12], Gen.Const("true"), Gen.Const("12"), Gen.Const("a: b # c"), Gen.Const("two\nlines"), Gen.Const("null"));

    private static readonly Gen<ComponentReference> References = Gen.Select(
        Gen.String[Gen.Char["abc-1"], 1, 6],
        Gen.Dictionary(
            Gen.String[Gen.Char["xyz"], 1, 4],
            Gen.OneOf<object?>(
                Texts.Select(text => (object?)text),
                Gen.Long.Select(number => (object?)number),
                Gen.Double.Select(number => (object?)number),
                Gen.Bool.Select(flag => (object?)flag)))[0, 3],
        (id, options) => new ComponentReference(id, options));

    private static readonly Gen<RewardNode> Leaves = References.Select(reference => (RewardNode)new RewardModelNode(reference));

    private static readonly Gen<RewardNode> Rewards = Gen.OneOf(
        Leaves,
        Gen.Select(
            Leaves,
            References,
            Gen.Double[1e-6, 1e6],
            (inner, generator, tau) => (RewardNode)new TextNormNode(inner, generator, new TextNormOptions { Tau = tau })),
        Gen.Select(References, Leaves.List[1, 3], (ensemble, members) => (RewardNode)new EnsembleNode(ensemble, members)));

    private static readonly Gen<Experiment> Experiments = Gen.Select(
        Gen.OneOf(References.Select(reference => (ComponentReference?)reference), Gen.Const((ComponentReference?)null)),
        Gen.OneOf(Texts.List[0, 4].Select(texts => new ExperimentPrompts { Texts = texts }), Texts.Select(file => new ExperimentPrompts { File = file })),
        Gen.Int[1, Experiment.MaxImagesPerPrompt],
        Gen.OneOf(Rewards.Select(reward => (RewardNode?)reward), Gen.Const((RewardNode?)null)),
        Gen.OneOf(References.Select(reference => (ComponentReference?)reference), Gen.Const((ComponentReference?)null)),
        Gen.Dictionary(Texts, Rewards)[0, 3],
        (model, prompts, images, reward, optimizer, heldOutRewards) => new Experiment
        {
            Model = model,
            Prompts = prompts,
            ImagesPerPrompt = images,
            Reward = reward,
            Optimizer = optimizer,
            HeldOutRewards = [.. heldOutRewards.Select(heldOutReward => new HeldOutReward(heldOutReward.Key, heldOutReward.Value))],
        });

    [Fact]
    public void Read_Example_GivesTheExperimentAndTheSameBytesBack()
    {
        var experiment = Read(Example);

        experiment.Model!.Options["numInferenceSteps"].ShouldBe(20L);
        experiment.Prompts.Texts.ShouldBe(["two cats", "yes: no"]);
        experiment.ImagesPerPrompt.ShouldBe(8);
        experiment.Reward.ShouldBeOfType<TextNormNode>().Options.Tau.ShouldBe(0.3);
        experiment.Optimizer!.Id.ShouldBe("best-of-n");
        experiment.HeldOutRewards.ShouldHaveSingleItem().Name.ShouldBe("truth");
        ExperimentYaml.ToText(experiment).ShouldBe(Example);
    }

    [Fact]
    public void ToText_AnyExperiment_ComesBackInTheSameBytes() => Experiments.Sample(experiment =>
    {
        var text = ExperimentYaml.ToText(experiment);

        var again = Read(text);

        ExperimentYaml.ToText(again).ShouldBe(text);
        again.Prompts.Texts.ShouldBe(experiment.Prompts.Texts);
        again.Prompts.File.ShouldBe(experiment.Prompts.File);
        again.HeldOutRewards.Select(heldOutReward => heldOutReward.Name).ShouldBe(experiment.HeldOutRewards.Select(heldOutReward => heldOutReward.Name));
        again.ImagesPerPrompt.ShouldBe(experiment.ImagesPerPrompt);
        again.Model?.Id.ShouldBe(experiment.Model!.Id);
    });

    [Theory]
    [InlineData("- a", @"e\.yaml\(1,1\): an experiment is a map")]
    [InlineData("", @"e\.yaml: an experiment is one YAML document, not 0")]
    [InlineData("modle: toybox", @"e\.yaml\(1,1\): an experiment has no key 'modle'. Did you mean 'model'\?")]
    [InlineData("model: []", @"e\.yaml\(1,8\): a model is an id, or a map with the key id")]
    [InlineData("optimizer: { epochs: 2 }", @"e\.yaml\(1,12\): an optimizer is an id")]
    [InlineData("prompts: { a: b }", @"e\.yaml\(1,10\): prompts are a list of texts")]
    [InlineData("prompts: [[a]]", @"e\.yaml\(1,11\): a prompt is plain text")]
    [InlineData("imagesPerPrompt: 0", @"e\.yaml\(1,18\): imagesPerPrompt must be a whole number from 1 to 65536")]
    [InlineData("heldOut: [a]", @"e\.yaml\(1,10\): held-out rewards are a map")]
    [InlineData("heldOut: { a: { tau: 1 } }", @"e\.yaml\(1,15\): a reward needs one of the keys")]
    [InlineData("reward: { textNorm: { reward: a }, generator: b, tau: 0 }", @"e\.yaml\(1,50\): .*tau.*allowed is")]
    [InlineData("model: a\nmodel: b", @"e\.yaml\(2,\d+\): not YAML")]
    public void Read_NoExperiment_IsRefusedWithItsPlace(string yaml, string message) =>
        Should.Throw<RewardLabException>(() => Read(yaml)).Message.ShouldMatch(message);

    [Fact]
    public void Settings_OfItsParts_ChangeThem()
    {
        var changed = ExperimentSettings.Apply(Read(Example), ["model.numInferenceSteps=5", "reward.tau=0.5", "imagesPerPrompt=4", "optimizer.pool=32"]);

        changed.Model!.Options["numInferenceSteps"].ShouldBe(5L);
        changed.Reward.ShouldBeOfType<TextNormNode>().Options.Tau.ShouldBe(0.5);
        changed.ImagesPerPrompt.ShouldBe(4);
        changed.Optimizer!.Options["pool"].ShouldBe(32L);
    }

    [Theory]
    [InlineData("lora: x.safetensors", "x.safetensors 1")]
    [InlineData("lora: [{ path: x, weight: 0.5 }, y]", "x 0.5", "y 1")]
    [InlineData("lora:\n  - path: x\n    weight: -2\n  - path: \"y, z\"", "x -2", "y, z 1")]
    public void Read_ListOfGroups_ReachesTheOptionsAndComesBack(string yaml, params string[] expected)
    {
        var experiment = Read($"model:\n  id: toybox\n  {yaml}");
        Said(experiment).ShouldBe(expected);
        Said(Read(ExperimentYaml.ToText(experiment))).ShouldBe(expected);
        Said(ExperimentSettings.Apply(experiment, ["model.lora=[{path: a, weight: 0.25}, {path: b}]"])).ShouldBe(["a 0.25", "b 1"]);
        Said(ExperimentSettings.Apply(experiment, ["model.lora=a, b.safetensors"])).ShouldBe(["a, b.safetensors 1"]);

        static string[] Said(Experiment experiment) =>
            [.. OptionsBinder.Bind<Patched>(new Dictionary<string, object?> { ["patches"] = experiment.Model!.Options["lora"] }, "images").Patches
                .Select(patch => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{patch.Path} {patch.Weight}"))];
    }

    // An image model reads no image files, so this option of version 0.1 never did anything.
    [Theory]
    [InlineData("stable-diffusion", "imageReading", false)]
    [InlineData("stable-diffusion", "imagereading", false)]
    [InlineData("stable-diffusion", "guidanceScale", true)]
    [InlineData("toybox", "imageReading", true)]
    public void Read_OptionOfAnEarlierVersionThatNeverHadAnEffect_IsLeftOut(string model, string option, bool isKept)
    {
        var experiment = Read($"model:\n  id: {model}\n  numInferenceSteps: 20\n  {option}: 1\n");

        experiment.Model!.Options.Keys.ShouldBe(isKept ? ["numInferenceSteps", option] : ["numInferenceSteps"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("min-max, scale 5", "reward.scale=5")]
    [InlineData("min-max, scale 10", "reward.variant=minMax")]
    [InlineData("equation 1, tau 0.5", "reward.scale=5", "reward.tau=0.5", "not together")]
    [InlineData("logit difference, tau 0.3", "reward.variant=logitDifference")]
    [InlineData("logit difference, tau 0.3", "reward.form=logitDifference")]
    public void Settings_OfTextNorm_ReplaceWhatTheFileSays(string meaning, params string[] settings)
    {
        var changed = settings is [.. var first, "not together"]
            ? first.Aggregate(Read(Example), (experiment, setting) => ExperimentSettings.Apply(experiment, [setting]))
            : ExperimentSettings.Apply(Read(Example), settings);
        changed.Reward.ShouldBeOfType<TextNormNode>().Options.Describe().ShouldBe(meaning);
    }

    [Theory]
    [InlineData("reward.tau=0.5", "reward.scale=5", "give either tau")]
    [InlineData("reward.variant=equation1", "reward.scale=5", "variant equation1 has a tau")]
    [InlineData("reward.variant=minMax", "reward.tau=1", "variant minMax has a scale")]
    public void Settings_OfTextNormThatDoNotGoTogether_AreRefused(string first, string second, string message) =>
        Should.Throw<RewardLabException>(() => ExperimentSettings.Apply(Read(Example), [first, second])).Message.ShouldContain(message);

    [Theory]
    [InlineData("epochs", "--set epochs: write name=value")]
    [InlineData("epochs=2", "--set epochs=2: an experiment's settings are")]
    [InlineData("imagesPerPrompt=many", "imagesPerPrompt must be a whole number")]
    [InlineData("reward.tau=-1", "option 'tau' is -1: allowed is")]
    public void Settings_ThatAreNone_AreRefused(string setting, string message) =>
        Should.Throw<RewardLabException>(() => ExperimentSettings.Apply(Read(Example), [setting])).Message.ShouldContain(message);

    [Fact]
    public void Problems_OfWhatIsMissingOrUnknown_AreNamedWithTheirPlaces()
    {
        ComponentDescription[] components =
        [
            new(ComponentKind.ImageModel, "toybox", "", "p", typeof(NoOptions)),
            new(ComponentKind.Reward, "toybox-clip", "", "p", typeof(TextNormOptions)),
        ];

        var empty = ExperimentProblems.Detect(new Experiment(), components);
        var wrong = ExperimentProblems.Detect(
            Read("model: toybux\nprompts: [a]\nreward: { ensemble: mean, members: [{ reward: toybox-clip, tau: -1 }, { textNorm: { reward: "
                + "toybox-clip }, generator: none }] }\n"),
            components);

        empty.Select(problem => problem.Place).ShouldBe(["model", "prompts", "reward"]);
        wrong.Select(problem => problem.Place).ShouldBe(["model", "reward", "reward.members[0]", "reward.members[1].generator"]);
        wrong[0].Message.ShouldBe("there is no image model 'toybux'. Did you mean 'toybox'?");
        wrong[2].Message.ShouldContain("option 'tau' is -1");
    }

    private static Experiment Read(string yaml) => ExperimentYaml.Read(new StringReader(yaml), "e.yaml");
}
