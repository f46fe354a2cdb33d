using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;

namespace RewardLab.Hosting.Plugins.Installation;

/// <summary>Copies a built plugin into the user's plugins folder. None of its code runs, and it is not trusted by being there.</summary>
/// <param name="user">The user's folders; plugins go into the first plugins folder.</param>
public sealed class PluginInstaller(UserFolders user)
{
    private const int MaxFiles = 10_000;
    private const int MaxDepth = 4;

    /// <summary>How long a server may be silent. Default: 30 seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    private string Target => Path.TrimEndingDirectorySeparator(user.Plugins[0]);

    /// <summary>Installs a plugin.</summary>
    /// <param name="source">A folder with a built plugin, a .nupkg or .zip with one in it, or the https address of such a file.</param>
    /// <param name="replace">Whether an installed plugin of the same id gives way; else it stays, and that is an error.</param>
    /// <param name="cancellationToken">Ends it; what was installed before stays.</param>
    /// <returns>What was installed.</returns>
    /// <exception cref="RewardLabException">There is no such source, it holds no plugin that can run here, or several, it is installed already, or the folder
    /// cannot be written.</exception>
    public async Task<InstalledPlugin> InstallAsync(string source, bool replace, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);

        // Beside the plugins folder, not in it: half a plugin is never found, and the move at the end stays on one disk.
        var staging = $"{Target}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(staging);
            var files = Path.Combine(staging, "files");
            await Unpack(source, staging, files, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return Move(Locate(files, source), staging, replace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"The plugin of '{source}' cannot be installed: {OneLine.Format(exception.Message)}", exception);
        }
        finally
        {
            Discard(staging);
        }
    }

    private async Task Unpack(string source, string staging, string files, CancellationToken cancellationToken)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out var address) && !address.IsFile)
        {
            var file = Path.Combine(staging, "download");
            await PluginDownload.SaveAsync(address, file, Patience, cancellationToken).ConfigureAwait(false);
            PluginArchive.Extract(file, files, source, cancellationToken);
        }
        else if (Directory.Exists(source))
        {
            Copy(source, files, cancellationToken);
        }
        else if (File.Exists(source))
        {
            PluginArchive.Extract(source, files, source, cancellationToken);
        }
        else
        {
            throw new RewardLabException($"There is no '{source}'. Give a folder with a built plugin, a .nupkg or .zip file, or its https address.");
        }
    }

    private static void Copy(string from, string to, CancellationToken cancellationToken)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(from, "*", options))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++count > MaxFiles)
            {
                throw new RewardLabException($"'{from}' has more than {MaxFiles} files. Give the folder that the plugin was built or published into.");
            }

            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var input = FileStamp.OpenRead(file, long.MaxValue);
            using var output = new FileStream(target, FileMode.CreateNew);
            Copy(input, output, cancellationToken);
        }
    }

    // Weights may be of many gigabytes: a user who stops it does not wait for the end of a file.
    private static void Copy(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(buffer, 0, read);
        }
    }

    // The folder of the plugin: the files' own, or one inside, such as lib/net10.0 of a package.
    private static PluginCandidate Locate(string files, string source)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth };
        var cache = new FileHashes(files);
        var folders = Directory.Exists(files) ? Directory.EnumerateDirectories(files, "*", options).Prepend(files).Order(StringComparer.Ordinal).ToArray() : [];
        string[] holders = [.. folders.Where(PluginDiscovery.HasMarkedAssembly)];
        if (holders.Length == 0)
        {
            holders = [.. folders.Where(PluginDiscovery.HasManifest)];
        }

        PluginCandidate[] found =
        [
            .. holders.Select(folder => PluginDiscovery.Examine(new PluginSource(folder, folder, IsInProgramFolder: false), cache)),
        ];
        return found.Length switch
        {
            0 => throw new RewardLabException(
                $"'{source}' holds no plugin: no folder in it has a DLL with [assembly: RewardLabPlugin(...)]. "
                + "Give what 'dotnet publish' or 'dotnet pack' wrote."),
            > 1 => throw new RewardLabException(
                $"'{source}' holds several plugins: {string.Join(", ", found.Select(plugin => plugin.Id))}. Install each alone."),
            _ when found[0].Problem is { } problem => throw new RewardLabException($"The plugin of '{source}' cannot run here. {problem}"),
            _ => found[0],
        };
    }

    private InstalledPlugin Move(PluginCandidate plugin, string staging, bool replace)
    {
        var folder = Path.Combine(Target, plugin.Id);
        if (Path.Exists(folder))
        {
            if (!replace)
            {
                throw new RewardLabException($"'{folder}' already exists. Replace it with --replace, or take it away with 'plugins uninstall {plugin.Id}'.");
            }

            Replace(plugin.Source.Folder, folder, Path.Combine(staging, "former"));
        }
        else
        {
            Directory.CreateDirectory(Target);
            AtomicFile.MoveFolder(plugin.Source.Folder, folder);
        }

        return new InstalledPlugin(plugin.Id, plugin.Manifest!.Version, folder);
    }

    // The installed one comes back where the other cannot take its place.
    private static void Replace(string plugin, string folder, string former)
    {
        AtomicFile.MoveFolder(folder, former);
        try
        {
            AtomicFile.MoveFolder(plugin, folder);
        }
        catch
        {
            AtomicFile.MoveFolder(former, folder);
            throw;
        }
    }

    // What cannot be deleted, such as a read-only folder of the former plugin, is left beside the plugins: it undoes nothing that has succeeded.
    private static void Discard(string staging)
    {
        try
        {
            Directory.Delete(staging, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }
}
