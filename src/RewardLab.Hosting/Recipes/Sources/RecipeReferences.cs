using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>The assemblies that recipes can use: .NET's and RewardLab's by themselves, others of the program by #r.</summary>
internal static class RecipeReferences
{
    /// <summary>RewardLab's assemblies and the ones their signatures need.</summary>
    public static readonly IReadOnlyList<string> ApiNames =
    [
        "RewardLab.Abstractions",
        "RewardLab.Torch",
        "RewardLab.Evaluation",
        "RewardLab.Calibration",
        "RewardLab.Runs",
        "RewardLab.Studies",
        "RewardLab.Reports",
        "RewardLab.Hosting",
        "TorchSharp",
    ];

    private static readonly Lazy<Dictionary<string, string>> Known = new(FindKnown);

    private static readonly Lazy<string> KnownFingerprint = new(ComputeFingerprint);

    /// <summary>Changes whenever something that recipes are compiled against does.</summary>
    public static string Fingerprint => KnownFingerprint.Value;

    /// <summary>Files that every recipe references.</summary>
    public static IEnumerable<string> Paths
    {
        get
        {
            var framework = Path.GetDirectoryName(typeof(object).Assembly.Location);
            return Known.Value.Values.Where(path => Path.GetDirectoryName(path) == framework).Concat(ApiPaths);
        }
    }

    private static IEnumerable<string> ApiPaths => ApiNames.Where(Known.Value.ContainsKey).Select(name => Known.Value[name]);

    /// <summary>The file of an assembly of the program by its name, or null.</summary>
    public static string? Find(string name) => Known.Value.GetValueOrDefault(name);

    private static Dictionary<string, string> FindKnown()
    {
        var list = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string
            ?? throw new RewardLabException("Recipes do not work in a single-file build of RewardLab. Publish it with separate assemblies.");
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            known.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        }

        return known;
    }

    private static string ComputeFingerprint()
    {
        var text = new StringBuilder()
            .AppendLine(RuntimeInformation.FrameworkDescription)
            .AppendLine(RuntimeInformation.ProcessArchitecture.ToString())
            .AppendJoin(' ', RecipeNamespaces.Open).AppendLine();
        foreach (var path in ApiPaths)
        {
            text.Append(path).Append(' ').Append(Mvid(path)).AppendLine();
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static Guid Mvid(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
