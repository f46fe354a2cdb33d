using RewardLab.Abstractions;
using RewardLab.Hosting.Models;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Fetches models of the registry and repositories of the hub, and says what came of it.</summary>
internal sealed class ModelFetching(Session session, ModelRegistry registry, ModelStore store, HubDownloader downloader)
{
    /// <summary>Fetches a model of the registry.</summary>
    public async Task GetAsync(ModelEntry model, CancellationToken cancellationToken)
    {
        if (model.Folder is not null || store.Missing(model).Count == 0)
        {
            session.Screen.Output.WriteLine($"{model.Id}: already here, {string.Join(" and ", store.Folders(model.Id))}");
            return;
        }

        await FollowAsync(model.Id, meter => downloader.GetAsync(model.Files, meter, cancellationToken));
        session.Screen.Output.WriteLine(
            $"{model.Id}: downloaded and checked, "
            + $"{string.Join(" and ", store.Folders(model.Id))}{(model.Licence.Length > 0 ? $" (licence: {model.Licence})" : "")}");
    }

    /// <summary>Fetches a repository; where the hub has it no more, the same model under another name.</summary>
    /// <param name="repository">"owner/name".</param>
    /// <param name="revision">Branch, tag or commit; null for the main branch.</param>
    /// <param name="patterns">Names of the files wanted; empty for what is of use.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    public async Task GetRepositoryAsync(string repository, string? revision, IReadOnlyCollection<string> patterns, CancellationToken cancellationToken)
    {
        try
        {
            var copy = await FollowAsync(repository, meter => downloader.GetAsync(repository, revision ?? "main", patterns, meter, cancellationToken));
            session.Screen.Output.WriteLine(copy.Files == 0
                ? $"{repository}: already here, {copy.Folder}"
                : $"{repository}: {copy.Files} of {copy.AllFiles} files of {copy.Commit[..7]} downloaded and checked, {copy.Folder}");
        }
        catch (RewardLabException exception) when (revision is null
            && patterns.Count == 0
            && HubDownloader.IsGone(exception)
            && registry.OfRepository(repository) is { } known)
        {
            session.Screen.Status.WriteLine($"{repository}: not on the hub, or not accessible to you. Using model '{known.Id}', which has other names, too.");
            await GetAsync(known, cancellationToken);
        }
    }

    private async Task<T> FollowAsync<T>(string name, Func<IProgress<HubProgress>, Task<T>> fetch)
    {
        session.MustEndInOrder = true;
        var result = await fetch(new Meter(session.Screen, name));
        session.Screen.EndProgress();
        session.MustEndInOrder = false;
        return result;
    }

    private sealed class Meter(Screen screen, string name) : IProgress<HubProgress>
    {
        private const long Megabyte = 1_000_000;

        public void Report(HubProgress value) => screen.OnProgress($"{name} MB", value.DoneBytes / Megabyte, Math.Max(1, value.TotalBytes / Megabyte));
    }
}
