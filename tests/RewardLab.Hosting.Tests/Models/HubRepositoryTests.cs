using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Tests.Models;

/// <summary>What a hub refuses, models that several repositories hold, and repositories that no registry knows.</summary>
public sealed class HubRepositoryTests : IDisposable
{
    private static readonly ModelFile Weights = new("acme/tower", "main", "weights/model.bin");

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-hub-").FullName;

    private string Repository => Path.Combine(_folder, "models--acme--tower");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(
        401,
        "RepoNotFound",
        "Repository not found",
        null,
        "does not exist, or is not accessible to you (401; the hub says \"Repository not found\")",
        "set HF_TOKEN to your token")]
    [InlineData(
        404, "RepoNotFound", "Repository not found", "secret", "does not exist, or is not accessible to you (404", "set HF_TOKEN to a token that may read it")]
    [InlineData(401, null, null, null, "does not exist, or is not accessible to you (401)", "accept its licence there")]
    [InlineData(
        401, "GatedRepo", "Access to model acme/tower is restricted.", null, "exists, but is not accessible to you (401",
        "accept its licence at http://127.0.0.1")]
    [InlineData(403, "GatedRepo", null, "secret", "exists, but is not accessible to you (403)", "to the account that accepted it")]
    [InlineData(404, "RevisionNotFound", "Invalid rev id", null, "no such branch, tag or commit (404)", "/acme/tower for those it has")]
    [InlineData(404, "EntryNotFound", "Entry not found", null, "has no file 'weights/model.bin'", "acme/tower at 'main'")]
    [InlineData(401, null, "Invalid credentials in Authorization header", "secret", "the hub refuses your token (401", "renew it in HF_TOKEN")]
    [InlineData(403, null, "Access to this resource is disabled.", null, "the hub has closed this repository", "Use another")]
    public async Task Get_Refused_SaysWhyAndWhatToDo(int status, string? code, string? message, string? token, string why, string advice)
    {
        using var hub = new LoopbackServer(_ => HubContent.Refusal(status, code, message));

        var refusal = await RefusalAsync(hub, Weights, token);

        refusal.ShouldContain("acme/tower");
        refusal.ShouldContain(why);
        refusal.ShouldContain(advice);
        refusal.ShouldNotContain("secret");
        hub.Requests.Count.ShouldBe(1, "asking again changes nothing");
    }

    [Fact]
    public async Task Get_GoneFromItsRepository_TakesTheNextThatHasIt()
    {
        using var hub = new LoopbackServer(request => request.Path.StartsWith("/acme/tower/", StringComparison.Ordinal)
            ? HubContent.Refusal(401, "RepoNotFound")
            : HubContent.Answer(request));
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));
        ModelFile[] files =
        [
            .. ((string[])["a.bin", "b.bin"]).Select(name => new ModelFile("acme/tower", "main", name) { Mirrors = ["gone/too", "friends/tower"] }),
        ];

        var paths = await downloader.GetAsync(files, null, TestContext.Current.CancellationToken);

        paths.ShouldAllBe(path => path.Contains("models--gone--too"));
        hub.Requests.Count(request => request.Path.StartsWith("/acme/tower/", StringComparison.Ordinal)).ShouldBe(1);
        hub.Requests.ShouldNotContain(request => request.Path.StartsWith("/friends/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_PartlyHereFromALaterRepository_GoesOnThere()
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));
        await downloader.GetAsync([new ModelFile("friends/tower", "main", "a.bin")], null, TestContext.Current.CancellationToken);

        var paths = await downloader.GetAsync(
            [.. ((string[])["a.bin", "b.bin"]).Select(name => new ModelFile("acme/tower", "main", name) { Mirrors = ["friends/tower"] })],
            null,
            TestContext.Current.CancellationToken);

        paths.ShouldAllBe(path => path.Contains("models--friends--tower"));
        hub.Requests.ShouldAllBe(request => request.Path.StartsWith("/friends/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_GoneEverywhere_NamesThePlaces()
    {
        using var hub = new LoopbackServer(_ => HubContent.Refusal(401, "RepoNotFound"));

        var refusal = await RefusalAsync(hub, Weights with { Mirrors = ["friends/tower"] });

        refusal.ShouldStartWith("acme/tower/weights/model.bin: does not exist, or is not accessible to you");
        refusal.ShouldContain("Other known repositories do not have it either: friends/tower");
    }

    [Fact]
    public async Task GetRepository_OfAnyName_FetchesWhatIsOfUseByItsCommit()
    {
        using var hub = new LoopbackServer(request => request.Path.StartsWith("/api/", StringComparison.Ordinal)
            ? HubContent.Repository("README.md", ".gitattributes", "config.json", "model.safetensors", "pytorch_model.bin", "onnx/model.onnx", "../../evil")
            : HubContent.Answer(request));
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));

        var copy = await downloader.GetAsync("acme/tower", "main", [], null, TestContext.Current.CancellationToken);

        copy.ShouldBe(new RepositoryCopy(Path.Combine(Repository, "snapshots", HubContent.Commit), HubContent.Commit, 2, 6));
        Directory.GetFiles(copy.Folder).Select(Path.GetFileName).Order().ShouldBe(["config.json", "model.safetensors"]);
        hub.Requests.First().Path.ShouldBe("/api/models/acme/tower/revision/main?blobs=true");
        hub.Requests.Skip(1).ShouldAllBe(request => request.Path.StartsWith($"/acme/tower/resolve/{HubContent.Commit}/", StringComparison.Ordinal));
        new HubCache(_folder).Snapshot("acme/tower", "main").ShouldBe(copy.Folder);
    }

    [Fact]
    public async Task GetRepository_CutInTheMiddle_GoesOnTheNextTime()
    {
        var isCut = true;
        using var hub = new LoopbackServer(request => request.Path.StartsWith("/api/", StringComparison.Ordinal) ? HubContent.Repository("model.safetensors")
            : request.Method == "HEAD" ? HubContent.Head() : HubContent.Body(request) with { CutAfter = isCut ? 100_000 : null });
        using var downloader = new HubDownloader(Options(hub.Address) with { MaxAttempts = 1 }, new HubCache(_folder));
        await Should.ThrowAsync<RewardLabException>(() => downloader.GetAsync("acme/tower", "main", [], null, TestContext.Current.CancellationToken));
        new HubCache(_folder).Snapshot("acme/tower", "main").ShouldBeNull("half a repository is none");

        isCut = false;
        var copy = await downloader.GetAsync("acme/tower", "main", [], null, TestContext.Current.CancellationToken);

        hub.Requests.Last().RangeStart.ShouldBeGreaterThan(0);
        File.ReadAllBytes(Path.Combine(copy.Folder, "model.safetensors")).ShouldBe(HubContent.Bytes);
    }

    [Fact]
    public async Task GetRepository_WithPatternsThatNothingFits_NamesWhatIsThere()
    {
        using var hub = new LoopbackServer(_ => HubContent.Repository("a.json", "b.bin"));
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));

        var message = (await Should.ThrowAsync<RewardLabException>(
            () => downloader.GetAsync("acme/tower", "v1", ["*.onnx"], null, TestContext.Current.CancellationToken))).Message;

        message.ShouldContain("no file fits *.onnx");
        message.ShouldContain("a.json, b.bin");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("<html>")]
    [InlineData("{\"sha\": \"../x\", \"siblings\": []}")]
    [InlineData("{\"sha\": 1, \"siblings\": 2}")]
    public async Task GetRepository_OfSomethingElseThanAHub_SaysSo(string body)
    {
        using var hub = new LoopbackServer(_ => new LoopbackReply(200, [], System.Text.Encoding.UTF8.GetBytes(body)));
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));
        (await Should.ThrowAsync<RewardLabException>(() => downloader.GetAsync("acme/tower", "main", [], null, TestContext.Current.CancellationToken)))
            .Message.ShouldContain("Check that HF_ENDPOINT is a hub.");
    }

    private static HubOptions Options(Uri endpoint) =>
        new() { Endpoint = endpoint, MaxAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(10), Patience = TimeSpan.FromSeconds(20) };

    private async Task<string> RefusalAsync(LoopbackServer hub, ModelFile file, string? token = null)
    {
        using var downloader = new HubDownloader(Options(hub.Address) with { Token = token }, new HubCache(_folder));
        var message = (await Should.ThrowAsync<RewardLabException>(() => downloader.GetAsync([file], null, TestContext.Current.CancellationToken))).Message;
        message.ShouldNotContain("\n");
        return message;
    }
}
