using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Templates;

/// <summary>The files by which editors complete recipes in a folder of any place: what OmniSharp reads, and what switches VS Code to it.</summary>
internal static class EditorFiles
{
    /// <summary>OmniSharp's settings, in the folder or in one above it.</summary>
    public const string OmniSharp = "omnisharp.json";

    /// <summary>The compiler's options for scripts.</summary>
    public const string ResponseFile = "recipes.rsp";

    /// <summary>VS Code's settings of the folder.</summary>
    public const string VsCode = ".vscode/settings.json";

    /// <summary>The switch of VS Code's C# extension, whose own language server does not read scripts.</summary>
    public const string VsCodeSwitch = "dotnet.server.useOmnisharp";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>OmniSharp's settings.</summary>
    public static string OmniSharpText() => Json(new JsonObject
    {
        ["script"] = new JsonObject
        {
            ["enabled"] = true,
            ["defaultTargetFramework"] = $"net{Environment.Version.Major}.{Environment.Version.Minor}",
            ["enableScriptNuGetReferences"] = false,
            ["rspFilePath"] = $"./{ResponseFile}",
        },
    });

    /// <summary>Whether OmniSharp's settings name a response file.</summary>
    public static bool NamesResponseFile(string settings) => settings.Contains("\"rspFilePath\"", StringComparison.Ordinal);

    /// <summary>VS Code's settings.</summary>
    public static string VsCodeText() => Json(new JsonObject { [VsCodeSwitch] = true });

    /// <summary>Whether VS Code's settings say something of the switch; settings with comments count too.</summary>
    public static bool HasSwitch(string settings) => settings.Contains($"\"{VsCodeSwitch}\"", StringComparison.Ordinal);

    /// <summary>The compiler's options: the assemblies and namespaces that 'rewardlab run' gives recipes.</summary>
    /// <param name="scripts">A folder whose scripts recipes #load by name; null for none.</param>
    /// <exception cref="RewardLabException">The program has no assemblies of its own.</exception>
    public static string ResponseText(string? scripts)
    {
        var text = new StringBuilder("# What editors know of recipes: the same namespaces and assemblies as 'rewardlab run' gives them.\n"
            + "# 'rewardlab recipes new' writes this file again, with the paths of the program that runs it, where it is missing.\n");
        foreach (var path in RecipeReferences.ApiNames.Select(RecipeReferences.Find).OfType<string>())
        {
            text.Append($"/r:\"{path}\"\n");
        }

        foreach (var name in RecipeNamespaces.Open)
        {
            text.Append($"/u:{name}\n");
        }

        return scripts is null ? text.ToString() : text.Append($"/loadpath:\"{scripts}\"\n").ToString();
    }

    private static string Json(JsonObject settings) => settings.ToJsonString(Indented) + "\n";
}
