using RewardLab.Runs.Store;

namespace RewardLab.Editor.Tests.Journeys;

/// <summary>Experiments composed in a real terminal: prompts as a text, the tree and its YAML, options.</summary>
public sealed class EditorComposingTests : IDisposable
{
    private readonly Workplace _place = new();

    public EditorComposingTests()
    {
        _place.Write("recipes/01-count.csx", "Lab.Log(\"counted\");\n");
        _place.Write("recipes/experiments/tune.yaml", "model: toybox # small\nprompts: [two cats, three balls]\nreward: { reward: toybox-clip }\n");
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Prompts_PastedAndAddedFromFiles_BecomeTheExperimentsAndCanBeTakenBack()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        _place.Write("more.txt", "four stars\n\ntwo cats\nfive moons\n");
        _place.Write("bench/large.csv", "prompt,image,label\none,a.png,1\ntwo,b.png,0\nthree,c.png,1\n");
        _place.Write("bench/small.csv", "prompt,image,label\nsix suns,a.png,1\nsix suns,b.png,0\nseven seas,c.png,1\n");
        using var screen = Open();

        screen.Press("M-h").Press("Down", "Down").Press("e").WaitFor("Prompts, one per line").WaitFor("2 prompts");
        screen.Press("Enter").Type("a dog\ra red house\r").WaitFor("4 prompts").Paste("a dog\na cow\n").WaitFor("5 prompts, 1 repeated and left out");
        screen.Press("C-o").WaitFor("File of prompts").Type("nothing.txt").Press("Enter").WaitFor("There is no file 'nothing.txt'");
        screen.Press("C-o").WaitFor("File of prompts").Type("more.txt").Press("Enter").WaitFor("7 prompts").WaitFor("five moons");
        screen.Press("C-b").WaitFor("Folder or file of the benchmark").Press("C-a", "DC").Type("bench").Press("Enter");
        screen.WaitFor("large").WaitFor("3 prompts").WaitFor("small").WaitFor("2 prompts").Press("Down", "Enter");
        screen.WaitFor("9 prompts").WaitFor("seven seas").Press("C-s").WaitFor("9 prompts; Ctrl+Z").WaitFor("prompts  9");
        screen.Press("C-s").WaitFor("Save over it?").Press("s").WaitFor("Saved:");
        File.ReadAllText(_place["recipes/experiments/tune.yaml"]).ShouldContain(
            "- two cats\n- three balls\n- a dog\n- a red house\n- a cow\n- four stars\n- five moons\n- six suns\n- seven seas\n");
        screen.Press("C-z").WaitFor("prompts  2");

        // What was typed is not lost without a question.
        screen.Press("e").WaitFor("Prompts, one per line").Type("!!").Press("Escape").WaitFor("Leave the prompts as they were?").Press("Enter");
        screen.WaitFor("three balls!!").Press("Escape").WaitFor("Leave the prompts").Press("l").WaitFor("prompts  2").Press("C-q").WaitFor("ended with 0");
    }

    [Fact]
    public void Run_WithoutItsWeights_AsksAndElseGetsInNobodysWay()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        using var screen = Open("HF_HUB_OFFLINE=1");

        screen.Press("F5").WaitFor("Started: tune (32 images x 20 steps").WaitFor("completed");
        screen.Press("M-h").Press("End", "Up", "Up").Press("Enter").WaitFor("replace with blip2").Type("replace with pickscore").Press("Enter");
        screen.WaitFor("reward  pickscore").Press("F5").WaitFor("Weights are missing").WaitFor("Download them first").Press("Enter");
        Poll.Until(() => !screen.Text.Contains("Weights are missing", StringComparison.Ordinal), "the question to go");
        screen.Press("F5").WaitFor("Weights are missing").Press("r").WaitFor("Model 'pickscore' is not on this machine").Press("C-q").WaitFor("ended with 0");
        new RunStore(_place["runs"], new ManualTime()).List().Count.ShouldBe(2);
    }

    [Fact]
    public void Yaml_ChangedInTheUsersOwnEditor_ChangesTheTreeAndLosesNothing()
    {
        Assert.SkipUnless(TmuxScreen.IsHere, "there is no tmux on this machine");
        var editor = _place.Write("editor.sh", "for file; do :; done\necho 'imagesPerPrompt: 4' >> \"$file\"\n");
        using var screen = Open($"EDITOR=sh {editor}");

        // The file itself, where nothing is unsaved; then a copy, whose error is shown with what was typed.
        screen.Press("M-r").WaitFor("# small").Press("C-e").WaitFor("tune was changed on disk and is loaded again").WaitFor("imagesPerPrompt: 4");
        screen.Press("M-h").Press("End", "Up", "Up", "Up").Press("DC").WaitFor("prompts  1").WaitFor("not saved");
        screen.Press("M-r", "C-e").WaitFor("tune.yaml(").WaitFor("YAML(1)").Press("C-s").WaitFor("Not saved, and kept for the next start");
        screen.Press("C-q").WaitFor("ended with 0");
        File.ReadAllText(_place["recipes/experiments/tune.yaml"]).ShouldEndWith("imagesPerPrompt: 4\n");
        using var again = new TmuxScreen(_place, 120, 40);
        again.WaitFor("The unsaved changes of tune are back").WaitFor("YAML(1)").Press("C-q").WaitFor("ended with 0");
    }

    private TmuxScreen Open(params string[] variables)
    {
        var screen = new TmuxScreen(_place, 120, 40, variables);
        screen.CloseWelcome().WaitFor("Benchmarks");

        // A run that is started before the plugins are loaded says nothing of its work, nor asks for weights.
        Poll.Until(
            () => Array.Exists(
                screen.Text.Split('\n'), line => line.Contains("Plugins   ", StringComparison.Ordinal) && line.Split('│')[0].Any(char.IsAsciiDigit)),
            "the plugins");
        screen.Press("Home", "Down", "Right").WaitFor("tune").Press("Down", "Enter").WaitFor("image model  toybox");
        return screen;
    }
}
