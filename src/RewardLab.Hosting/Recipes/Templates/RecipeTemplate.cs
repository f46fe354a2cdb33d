using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Recipes.Templates;

/// <summary>Writes a new recipe that runs as it is, and beside it what editors need to complete it.</summary>
public static class RecipeTemplate
{
    private const string Extension = ".csx";

    private const string Text = """
        // What this recipe finds out, in one line: 'rewardlab recipes show' prints this comment.
        // Needs nothing but Toybox. Run:  rewardlab run __PATH__
        var n = Lab.Param("n", 64, "images per prompt", min: 2, max: 512);
        var scale = Lab.Param("scale", 10.0, "scale of min-max TextNorm, whatever the reward's unit", min: 1e-6);

        var model = Lab.ImageModel("toybox");
        var truth = Lab.Reward("toybox-truth").Named("truth");
        var raw = Lab.Reward("toybox-clip").Named("clip");
        var calibrated = Lab.TextNorm(raw, "counting", scale: scale).Named("TextNorm(clip)");

        // A reward of your own, for comparison: how much red there is, whatever the prompt asks for.
        var red = Lab.Reward("red", (image, prompt) => image.Mean((r, g, b) => r - ((g + b) / 2.0)));

        var pools = Lab.Generate(model, ["two apples", "three apples", "four balls"], n);
        Lab.Evaluate.Benchmark(pools, [raw, calibrated, red], truth);
        Lab.Evaluate.BestOfN(pools, [raw, calibrated, red], truth, [1, n / 2, n]);
        Lab.Charts.BestOfN("selected", pools, calibrated, truth, [1, n / 2, n]);

        """;

    /// <summary>Writes NAME.csx and the editors' files, or NAME.cs, which every editor of C# completes by itself. Files that exist stay as they are.</summary>
    /// <param name="name">A file's name, with or without ".csx"; with ".cs" for a program that 'dotnet run' starts.</param>
    /// <param name="folder">The folder; made when needed.</param>
    /// <exception cref="RewardLabException">The name is not a file's, the recipe exists, or a file cannot be written.</exception>
    public static RecipeTemplateResult Create(string name, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var file = FileName(name);
        folder = Path.GetFullPath(folder);
        var recipe = Path.Combine(folder, file);
        if (Path.Exists(recipe))
        {
            throw new RewardLabException($"'{RecipePlace.Display(recipe)}' already exists. Name another recipe.");
        }

        try
        {
            var written = new List<string>();
            Directory.CreateDirectory(folder);
            var isProgram = RecipeProgramFile.Is(recipe);
            var text = Text.ReplaceLineEndings("\n").Replace("__PATH__", RecipePlace.Display(recipe), StringComparison.Ordinal);
            Write(recipe, isProgram ? RecipeProgramFile.Head + text : text, written);
            return new RecipeTemplateResult(recipe, written, isProgram ? [] : EditorAdvice(folder, written));
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw new RewardLabException($"'{RecipePlace.Display(folder)}' cannot be written: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static string? Scripts =>
        ShippedFiles.Root is { } root && Path.Combine(root, "scripts") is var scripts && Directory.Exists(scripts) ? scripts : null;

    // The folders above are not the recipe's: nothing is written there.
    private static List<string> EditorAdvice(string folder, List<string> written)
    {
        var advice = new List<string>();
        var own = Path.Combine(folder, EditorFiles.OmniSharp);
        if (File.Exists(own))
        {
            if (!EditorFiles.NamesResponseFile(TextFile.Read(own)))
            {
                advice.Add($"{RecipePlace.Display(own)} exists and names no response file: add \"script\": {{ \"rspFilePath\": "
                    + $"\"./{EditorFiles.ResponseFile}\" }}.");
                WriteMissing(Path.Combine(folder, EditorFiles.ResponseFile), EditorFiles.ResponseText(Scripts), written);
            }
        }
        else if (Above(folder).FirstOrDefault(KnowsRecipes) is { } workspace)
        {
            // Such as the repository's: editors that open it know of its recipes already.
            var settings = Path.Combine(workspace, EditorFiles.VsCode);
            if (!File.Exists(settings) || !EditorFiles.HasSwitch(TextFile.Read(settings)))
            {
                advice.Add($"Editors that open '{RecipePlace.Display(workspace)}' find {EditorFiles.OmniSharp} there. For VS Code add "
                    + $"\"{EditorFiles.VsCodeSwitch}\": true to {EditorFiles.VsCode} there.");
            }

            return advice;
        }
        else
        {
            Write(own, EditorFiles.OmniSharpText(), written);
            WriteMissing(Path.Combine(folder, EditorFiles.ResponseFile), EditorFiles.ResponseText(Scripts), written);
        }

        var vsCode = Path.Combine(folder, EditorFiles.VsCode);
        if (!File.Exists(vsCode))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(vsCode)!);
            WriteMissing(vsCode, EditorFiles.VsCodeText(), written);
        }
        else if (!EditorFiles.HasSwitch(TextFile.Read(vsCode)))
        {
            advice.Add($"{RecipePlace.Display(vsCode)} exists: add \"{EditorFiles.VsCodeSwitch}\": true.");
        }

        return advice;
    }

    private static bool KnowsRecipes(string folder)
    {
        try
        {
            return EditorFiles.NamesResponseFile(TextFile.Read(Path.Combine(folder, EditorFiles.OmniSharp)));
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is RewardLabException)
        {
            return false; // there is none, or it is not ours to read
        }
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            yield return above;
        }
    }

    private static void WriteMissing(string path, string text, List<string> written)
    {
        if (!File.Exists(path))
        {
            Write(path, text, written);
        }
    }

    private static void Write(string path, string text, List<string> written)
    {
        File.WriteAllText(path, text);
        written.Add(path);
    }

    private static string FileName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var ending = RecipeProgramFile.Is(name) ? RecipeProgramFile.Extension : Extension;
        var bare = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        return bare.Length > 0 && bare.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && bare[0] is not ('.' or '-')
            ? bare + ending
            : throw new RewardLabException($"'{OneLine.Format(name)}' is no name for a recipe. Use letters, digits, '-', '_' and '.', such as 01-mine.");
    }
}
