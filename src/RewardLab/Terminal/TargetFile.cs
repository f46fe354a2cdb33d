using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Terminal;

/// <summary>The files that a command is to write, looked at before its work begins: what is finished is replaced only where the user says so.</summary>
internal static class TargetFile
{
    /// <summary>The option that lets files be replaced.</summary>
    public static Option<bool> NewForce() => new("--force") { Description = "replace existing files" };

    /// <summary>Refuses targets that cannot or must not be written.</summary>
    /// <param name="isForced">Whether files may be replaced.</param>
    /// <param name="targets">Options and the files that they name; null for none.</param>
    /// <exception cref="RecipeUsageException">A name is empty, or two are the same.</exception>
    /// <exception cref="RewardLabException">A target is a folder, or already exists.</exception>
    public static void Require(bool isForced, params IReadOnlyList<(string Option, string? Path)> targets)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (option, path) in targets)
        {
            if (path is null)
            {
                continue;
            }

            if (string.IsNullOrWhiteSpace(path))
            {
                throw new RecipeUsageException($"{option} is empty. Give the name of a file.");
            }

            if (!seen.TryAdd(Path.GetFullPath(path), option))
            {
                throw new RecipeUsageException($"{seen[Path.GetFullPath(path)]} and {option} name the same file '{path}'. Give each its own.");
            }

            if (Directory.Exists(path))
            {
                throw new RewardLabException($"{option}: '{path}' is a folder. Name a file in it.");
            }

            if (File.Exists(path) && !isForced)
            {
                throw new RewardLabException($"'{path}' already exists. Replace it with --force, or name another file with {option}.");
            }
        }
    }

    /// <summary>Refuses a folder that holds files which a command would replace.</summary>
    /// <param name="isForced">Whether files may be replaced.</param>
    /// <param name="option">The option that names the folder.</param>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="patterns">What the command's files are called there.</param>
    /// <exception cref="RewardLabException">The folder is a file, or holds such files already.</exception>
    public static void RequireFolder(bool isForced, string option, string? folder, params IReadOnlyList<string> patterns)
    {
        if (folder is null)
        {
            return;
        }

        if (string.IsNullOrWhiteSpace(folder))
        {
            throw new RecipeUsageException($"{option} is empty. Give the name of a folder.");
        }

        if (File.Exists(folder))
        {
            throw new RewardLabException($"{option}: '{folder}' is a file. Name a folder.");
        }

        if (!isForced
            && Directory.Exists(folder)
            && patterns.SelectMany(pattern => Directory.EnumerateFiles(folder, pattern)).Order(StringComparer.Ordinal).FirstOrDefault() is { } former)
        {
            throw new RewardLabException($"'{former}' already exists. Replace files of the same names with --force, or name another folder with {option}.");
        }
    }
}
