using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Runtime;

/// <summary>Where libtorch's files lie and what they are called on this system.</summary>
internal static partial class NativeFolder
{
    public static string FileName(string name) =>
        OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>The folder of the package's libraries in this program's output.</summary>
    public static string Find()
    {
        var candidates = ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator) ?? [])
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"))
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", PortableIdentifier(), "native"))
            .Append(AppContext.BaseDirectory)
            .Where(folder => folder.Length > 0)
            .ToArray();
        return candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, FileName("LibTorchSharp"))))
            ?? throw new RewardLabException(
                $"{FileName("LibTorchSharp")} is not beside the program (looked in {string.Join(", ", candidates.Distinct())}); "
                + "build it again on this machine.");
    }

    /// <summary>A folder named by the user, made absolute.</summary>
    /// <exception cref="RewardLabException">The folder has no libtorch, or one of another version.</exception>
    public static string Check(string folder, string expectedVersion)
    {
        folder = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(folder, FileName("torch_cpu"))))
        {
            var inner = Path.Combine(folder, "lib");
            folder = File.Exists(Path.Combine(inner, FileName("torch_cpu")))
                ? inner
                : throw new RewardLabException($"'{folder}' has no {FileName("torch_cpu")}; name the folder that does, such as a Python PyTorch's torch/lib.");
        }

        var expected = Version.Parse(expectedVersion);
        if (DeclaredVersion(folder) is { } found && (found.Major, found.Minor) != (expected.Major, expected.Minor))
        {
            throw new RewardLabException(
                $"'{folder}' holds libtorch {found}, RewardLab needs {expected.Major}.{expected.Minor}: "
                + $"install PyTorch {expected.Major}.{expected.Minor} or leave out --libtorch.");
        }

        return folder;
    }

    /// <summary>What must be in the process before the binding library, in order.</summary>
    public static IEnumerable<string> LibrariesToPreload(string folder) =>
        new[] { "c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch" }
            .Select(name => Path.Combine(folder, FileName(name)))
            .Where(File.Exists);

    /// <summary>Folder for patched copies.</summary>
    public static string Cache()
    {
        var root = Environment.GetEnvironmentVariable("REWARDLAB_CACHE") is { } chosen && !string.IsNullOrWhiteSpace(chosen)
            ? chosen
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "RewardLab", "cache");
        return Path.Combine(root, "native");
    }

    // PyTorch's wheel says its version in torch/version.py, a libtorch archive in build-version; both one folder up.
    private static Version? DeclaredVersion(string folder)
    {
        foreach (var file in (string[])["version.py", "build-version"])
        {
            var path = Path.Combine(folder, "..", file);
            if (File.Exists(path) && VersionPattern().Match(TextFile.Read(path)) is { Success: true } match)
            {
                return Version.Parse(match.Value);
            }
        }

        return null;
    }

    private static string PortableIdentifier()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+", RegexOptions.NonBacktracking)]
    private static partial Regex VersionPattern();
}
