using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Compiled recipes on disk, one file for each recipe's path: the last version compiled.</summary>
internal sealed class RecipeCache
{
    private readonly string _folder;

    public RecipeCache(string folder) => _folder = folder;

    /// <summary>The compiled recipe, or null when there is none that still holds.</summary>
    /// <param name="path">Absolute path of the recipe.</param>
    public RecipeImage? Find(string path)
    {
        try
        {
            var image = RecipeImageFile.Read(FileOf(path), RecipeReferences.Fingerprint);
            return image is not null && image.Info.Path == path && image.Files.All(IsUnchanged) && !image.Absent.Any(File.Exists) ? image : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a compiled recipe. A folder that cannot be written costs the next start its time, not this one its run.</summary>
    public void Store(RecipeImage image)
    {
        var file = FileOf(image.Info.Path);
        var temporary = $"{file}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(_folder);
            RecipeImageFile.Write(temporary, RecipeReferences.Fingerprint, image);
            AtomicFile.Move(temporary, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    internal string FileOf(string path) =>
        Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(path)}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16]}.recipe");

    private static bool IsUnchanged(LoadedFile file) =>
        File.Exists(file.Path) && Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path))) == file.Sha256;

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A disk that is full or gone keeps its leftovers.
        }
    }
}
