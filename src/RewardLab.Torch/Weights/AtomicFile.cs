using RewardLab.Abstractions;

namespace RewardLab.Torch.Weights;

/// <summary>Files that appear whole or not at all: written beside their place, then renamed.</summary>
internal static class AtomicFile
{
    /// <exception cref="RewardLabException">The file cannot be written; what was there before is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}.part";
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
                {
                    write(stream);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch when (File.Exists(temporary))
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new RewardLabException($"{path}: cannot be written: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
