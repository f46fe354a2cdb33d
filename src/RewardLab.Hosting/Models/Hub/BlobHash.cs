using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RewardLab.Hosting.Models.Hub;

/// <summary>The two hashes that the hub names blobs by: SHA-256 for large files, git's SHA-1 for small ones.</summary>
internal static class BlobHash
{
    private const int Sha1Digits = 40;
    private const int BufferBytes = 1 << 20;

    /// <summary>The hash of a file, of the kind of <paramref name="like"/>, in lower-case hexadecimal.</summary>
    public static async Task<string> OfAsync(string path, string like, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferBytes, useAsync: true);
        await using (stream.ConfigureAwait(false))
        {
#pragma warning disable CA5350 // git's own naming of blobs, not a matter of secrecy
            using var hash = IncrementalHash.CreateHash(like.Length == Sha1Digits ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
#pragma warning restore CA5350
            if (like.Length == Sha1Digits)
            {
                hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
            }

            var buffer = new byte[BufferBytes];
            int count;
            while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
