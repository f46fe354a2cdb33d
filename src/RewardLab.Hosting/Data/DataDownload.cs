using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Data;

/// <summary>Brings a data set's files into a folder. What already exists and right is not fetched again; what was cut off continues.</summary>
public static class DataDownload
{
    private const string NoCommit = "";

    /// <summary>Downloads the files of a data set that are not there yet, and checks every one by its hash.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <param name="options">Patience and attempts; no token is sent, except to the hub that it belongs to.</param>
    /// <param name="progress">Told how far it has come; may be null.</param>
    /// <param name="cancellationToken">Ends the download; what is here stays.</param>
    /// <returns>The number of files that were fetched.</returns>
    /// <exception cref="RewardLabException">Fetching is switched off, or a file cannot be had, kept, or is not what it should be.
    /// Files that are finished stay.</exception>
    public static async Task<int> RunAsync(
        DataSet data,
        string folder,
        HubOptions options,
        IProgress<HubProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        var (fetched, before, total) = (0, 0L, data.Files.Sum(file => file.Bytes));
        using var client = new HubClient(options);
        foreach (var file in data.Files)
        {
            var path = PathOf(folder, file);
            try
            {
                if (!await IsRightAsync(path, file, cancellationToken))
                {
                    if (options.IsOffline)
                    {
                        throw new RewardLabException($"{file.Name} is missing from '{folder}', and HF_HUB_OFFLINE forbids downloading it.");
                    }

                    var start = before;
                    var info = new HubFileInfo(NoCommit, file.Sha256, file.Bytes, new Uri(data.Source, file.Name));
                    await new BlobDownload(client, options, path, info, file.Name)
                        .RunAsync(file.Sha256, done => progress?.Report(new HubProgress(start + done, total)), cancellationToken);
                    fetched++;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new RewardLabException($"{file.Name} cannot be saved in '{folder}': {OneLine.Format(exception.Message)}", exception);
            }

            before += file.Bytes;
            progress?.Report(new HubProgress(before, total));
        }

        return fetched;
    }

    /// <summary>Compares every file with its hash.</summary>
    /// <returns>Each file, and what is wrong with it; null where nothing is.</returns>
    public static async Task<IReadOnlyList<(DataFile File, string? Problem)>> VerifyAsync(DataSet data, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var results = new List<(DataFile, string?)>();
        foreach (var file in data.Files)
        {
            var path = PathOf(folder, file);
            results.Add((file, !File.Exists(path) ? "missing" : await IsRightAsync(path, file, cancellationToken) ? null : "differs from what was published"));
        }

        return results;
    }

    private static async Task<bool> IsRightAsync(string path, DataFile file, CancellationToken cancellationToken) =>
        File.Exists(path) && new FileInfo(path).Length == file.Bytes && await BlobHash.OfAsync(path, file.Sha256, cancellationToken) == file.Sha256;

    private static string PathOf(string folder, DataFile file) => Path.Combine(Path.GetFullPath(folder), file.Name.Replace('/', Path.DirectorySeparatorChar));
}
