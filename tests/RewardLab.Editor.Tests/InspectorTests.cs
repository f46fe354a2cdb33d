using RewardLab.Editor.Inspector;
using RewardLab.Editor.Themes;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Tests;

/// <summary>Many values, long values, wide ranges, paths.</summary>
[Collection(EditorCollection.Name)]
public sealed class InspectorTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-inspector-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Theory]
    [InlineData(0.5, 0, 1, "0.3", 0.5, false)]
    [InlineData(0.5, 0, 1000, "0.5", 0.45, true)]
    [InlineData(1e-4, 1e-8, 1, "0.0001", 0.5, true)]
    [InlineData(100, 1, 65536, "16", 0.41, true)]
    [InlineData(0.1, 0, 1, "0.0001", 0.83, true)]
    public void Bar_OfARangeOverDecades_IsLogarithmic(double value, double low, double high, string usual, double place, bool isLogarithmic)
    {
        var field = Number(usual, low, high);

        NumberScale.IsLogarithmic(field).ShouldBe(isLogarithmic);
        NumberScale.Place(field, value)!.Value.ShouldBe(place, 0.02);
        NumberScale.Value(field, NumberScale.Place(field, value)!.Value).ShouldBe(value, value * 0.05);
        (NumberScale.Value(field, 0), NumberScale.Value(field, 1)).ShouldBe((low, high));
        NumberScale.Place(field, high * 2).ShouldBeNull();
    }

    [Fact]
    public void Path_OfAFolderWhereAFileIsMeant_IsRefused()
    {
        PathCheck.Problem(_place, "promptFile", "").ShouldBe("must be a file, but this is a folder");
        PathCheck.Problem(_place, "path", "a text file").ShouldNotBeNull();
        PathCheck.Problem(_place, "path", "a file or a folder").ShouldBeNull();
        PathCheck.Problem("", "promptFile", "").ShouldBeNull();
        PathCheck.Problem(Path.Combine(_place, "none.txt"), "promptFile", "").ShouldBeNull();
    }

    [Fact]
    public void Path_Typed_IsCompletedFromTheDiskAsFarAsItIsSure()
    {
        Directory.CreateDirectory(Path.Combine(_place, "prompts"));
        File.WriteAllText(Path.Combine(_place, "prompts", "animals.txt"), "");
        File.WriteAllText(Path.Combine(_place, "prompts", "animals-more.txt"), "");
        File.WriteAllText(Path.Combine(_place, "prompts", "toys.txt"), "");

        PathCompletion.Complete(Path.Combine(_place, "pro")).ShouldBe(Path.Combine(_place, "prompts/"));
        PathCompletion.Complete(Path.Combine(_place, "prompts/a")).ShouldBe(Path.Combine(_place, "prompts/animals"));
        PathCompletion.Complete(Path.Combine(_place, "prompts/t")).ShouldBe(Path.Combine(_place, "prompts/toys.txt"));
        foreach (var same in (string[])[Path.Combine(_place, "prompts/zebra"), Path.Combine(_place, "none/a"), "\0"])
        {
            PathCompletion.Complete(same).ShouldBe(same);
        }

        // By its key, where a path is typed.
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        File.WriteAllText(
            Path.Combine(_place, "recipes", "01-path.csx"),
            $"var file = Lab.Param(\"promptFile\", @\"{Path.Combine(_place, "prompts", "t")}\", \"a file of prompts\");\n");
        using var stage = new EditorStage(_place);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe");
        stage.Press(Key.I.WithAlt, Key.Enter, Key.Space.WithCtrl, Key.Enter);
        stage.Bench.Recipe!.Fields[0].Text.ShouldBe(Path.Combine(_place, "prompts/toys.txt"));
    }

    [Fact]
    public void Text_ThatNamesAComponent_MayBeChosenAmongThoseOfItsKind()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        File.WriteAllText(
            Path.Combine(_place, "recipes", "01-words.csx"),
            "var n = Lab.Param(\"n\", 1, \"how many\");\nvar method = Lab.Param(\"method\", \"calm\", \"an ensemble\");\n");
        var plugin = PluginSources.Attribute("acme.calm") + PluginSources.Ensemble("calm") + PluginSources.Ensemble("wild", className: "Wild");
        PluginCompiler.Compile(Path.Combine(_place, "plugins", "Acme.Calm.dll"), plugin);
        using var stage = new EditorStage(_place);
        var host = stage.WaitFor(() => stage.Bench.Plugins is not null, "the plugins").Bench.Plugins!;
        host.Trust("acme.calm", host.Find("acme.calm").Hash);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe");
        stage.Press(Key.I.WithAlt, Key.CursorDown);

        stage.InDialog(Key.Space.WithCtrl, Key.CursorDown, Key.Enter).ShouldContain("wild");

        stage.Bench.Recipe!.Fields[1].Text.ShouldBe("wild");
    }

    [Fact]
    public void Rows_OfManyFields_AreGroupedAndFiltered()
    {
        Field[] fields = [.. new[] { "n", "ddpo.epochs", "ddpo.kl", "sd.steps", "a", "b", "c", "seed" }.Select(name => Number("1", 0, 9, name))];
        string[] Names(string filter, params string[] closed) =>
            [.. InspectorRow.Create(fields, filter, closed.ToHashSet(StringComparer.Ordinal)).Select(row => (row.Field is null ? "# " : "") + row.Name)];

        Names("").ShouldBe(["n", "# ddpo", "epochs", "kl", "# sd", "steps", "a", "b", "c", "seed"]);
        Names("", "ddpo").ShouldBe(["n", "# ddpo", "# sd", "steps", "a", "b", "c", "seed"]);
        Names("ddpo k", "ddpo").ShouldBe(["# ddpo", "kl"]);
        InspectorRow.Create(fields[..3], "", new HashSet<string>()).Select(row => row.Name).ShouldBe(["n", "ddpo.epochs", "ddpo.kl"]);
    }

    [Fact]
    public void Screen_OfManyFields_IsFilteredAndShowsLongValuesWhole()
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        var text = string.Join(' ', Enumerable.Range(1, 20).Select(number => $"word{number}"));
        File.WriteAllText(
            Path.Combine(_place, "recipes", "01-many.csx"),
            string.Concat(Enumerable.Range(1, 20).Select(number => $"var p{number} = Lab.Param(\"p{number}\", {number}, \"number {number}\");\n"))
            + $"var words = Lab.Param(\"words\", \"{text}\", \"a sentence\");\n");
        using var stage = new EditorStage(_place, theme: EditorTheme.Plain);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe");

        stage.Press(Key.I.WithAlt, new Key('/')).Type("sent").WaitFor("word20");
        stage.Screen.ShouldNotContain("│ p12");
        stage.Press(Key.Enter, Key.Enter).Type("!").Press(Key.Enter).WaitFor("word20!");
        stage.Press(new Key('/'), Key.Esc).WaitFor("│ p12");
        stage.Bench.Recipe!.Fields.First(field => field.Name == "words").Text.ShouldBe(text + "!");
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Screen_OfALongNameAndValue_ShowsBothWholeBelowOrFullScreen(int columns, int rows)
    {
        Directory.CreateDirectory(Path.Combine(_place, "recipes"));
        const string Name = "aNameThatIsFarLongerThanAnyColumnOfTheInspectorIsWideAndThenSome";
        var value = string.Join(' ', Enumerable.Range(1, 12).Select(number => $"word{number}"));
        File.WriteAllText(
            Path.Combine(_place, "recipes", "01-long.csx"),
            $"var n = Lab.Param(\"n\", 1, \"how many\");\nvar words = Lab.Param(\"{Name}\", \"{value}\", \"a sentence\");\n");
        using var stage = new EditorStage(_place, columns, rows, theme: EditorTheme.Plain);
        stage.Press(Key.CursorRight, Key.CursorDown, Key.Enter).WaitFor(() => stage.Bench.Recipe is not null, "a recipe");

        stage.Press(Key.I.WithAlt, Key.CursorDown);

        Words().ShouldContain(Name + "=" + value.Replace(" ", "", StringComparison.Ordinal));
        stage.Press(Key.F4);
        Words().ShouldContain(Name);
        Words().ShouldContain("word12");

        // Of the Inspector's columns alone, without what stands between words and lines.
        string Words()
        {
            var frame = stage.Shell.View.InspectorPane.FrameToScreen();
            return string.Concat(stage.Screen.Split('\n').Skip(frame.Y).Take(frame.Height)
                .Select(line => line.PadRight(columns).Substring(frame.X, frame.Width).Replace(" ", "", StringComparison.Ordinal)));
        }
    }

    private static Field Number(string usual, double low, double high, string name = "x") => new()
    {
        Name = name,
        Kind = FieldKind.Number,
        Default = usual,
        Minimum = low,
        Maximum = high,
        Check = static _ => null,
    };
}
