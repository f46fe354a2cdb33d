using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Tests.Models;

public sealed class HubDownloaderTests : IDisposable
{
    private static readonly ModelFile Weights = new("acme/tower", "main", "weights/model.bin");

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-hub-").FullName;

    private string Repository => Path.Combine(_folder, "models--acme--tower");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_WellBehavedHub_LaysTheCacheOutAsPythonDoes()
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        var last = default(HubProgress);

        var path = await GetAsync(hub, progress: new Reported(p => last = p));

        path.ShouldBe(Path.Combine(Repository, "snapshots", HubContent.Commit, "weights", "model.bin"));
        File.ReadAllBytes(path).ShouldBe(HubContent.Bytes);
        new FileInfo(path).LinkTarget.ShouldBeOneOf(
            Path.Combine("..", "..", "..", "blobs", HubContent.Sha256),
            OperatingSystem.IsWindows() ? null : ""); // which wants a privilege for links
        File.ReadAllText(Path.Combine(Repository, "refs", "main")).ShouldBe(HubContent.Commit);
        Directory.GetFiles(Path.Combine(Repository, "blobs")).Select(Path.GetFileName).ShouldBe([HubContent.Sha256]);
        last.ShouldBe(new HubProgress(HubContent.Bytes.Length, HubContent.Bytes.Length));
        hub.Requests.Select(request => request.Path).Distinct().ShouldBe(["/acme/tower/resolve/main/weights/model.bin"]);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(UnauthorizedAccessException))]
    [InlineData(typeof(PlatformNotSupportedException))]
    [InlineData(null)] // a system that says that it has made one
    public async Task Get_WhereLinksAreNotAllowed_KeepsACopyThatIsFoundAgain(Type? refusal)
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        var cache = new HubCache(_folder)
        {
            MakeLink = (_, _) =>
            {
                if (refusal is not null)
                {
                    throw (Exception)Activator.CreateInstance(refusal)!;
                }
            },
        };
        using var downloader = new HubDownloader(Options(hub.Address), cache);

        var path = (await downloader.GetAsync([Weights], null, TestContext.Current.CancellationToken))[0];

        File.ReadAllBytes(path).ShouldBe(HubContent.Bytes);
        new FileInfo(path).LinkTarget.ShouldBeNull();
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
        cache.Find("acme/tower", "main", "weights/model.bin").ShouldBe(path);
    }

    [Fact]
    public async Task Get_SmallFile_IsCheckedByGitsHash()
    {
        byte[] text = [.. "{ \"a\": 1 }\n"u8];
        using var hub = new LoopbackServer(
            request => request.Method == "HEAD" ? HubContent.Head(HubContent.GitHash(text), bytes: text.Length) : HubContent.Body(request, text));

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(text);
    }

    [Fact]
    public async Task Get_InTheCacheAlready_AsksNobody()
    {
        var snapshot = Path.Combine(Repository, "snapshots", HubContent.Commit, "weights");
        Directory.CreateDirectory(snapshot);
        Directory.CreateDirectory(Path.Combine(Repository, "refs"));
        File.WriteAllText(Path.Combine(snapshot, "model.bin"), "from python");
        File.WriteAllText(Path.Combine(Repository, "refs", "main"), HubContent.Commit);
        using var hub = new LoopbackServer(HubContent.Answer);

        var path = await GetAsync(hub);

        File.ReadAllText(path).ShouldBe("from python");
        hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_ConnectionCutTwice_GoesOnWhereItWasCut()
    {
        var gets = 0;
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head()
            : HubContent.Body(request) with { CutAfter = gets++ < 2 ? 100_000 : null });

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);

        var starts = hub.Requests.Where(request => request.Method == "GET").Select(request => request.RangeStart).ToArray();
        starts.Length.ShouldBe(3);
        starts[0].ShouldBe(0);
        starts[1].ShouldBeGreaterThan(0);
        starts[2].ShouldBeGreaterThan(starts[1]);
    }

    [Fact]
    public async Task Get_RangeIgnored_BeginsAnew()
    {
        var gets = 0;
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head()
            : new LoopbackReply(200, [], HubContent.Bytes) { CutAfter = gets++ == 0 ? 100_000 : null });

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);
    }

    [Fact]
    public async Task Get_AnotherPartThanWanted_BeginsAnew()
    {
        var gets = 0;
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head() : gets++ switch
        {
            0 => HubContent.Body(request) with { CutAfter = 100_000 },
            1 => new LoopbackReply(
                206, new() { ["Content-Range"] = $"bytes 5-{HubContent.Bytes.Length - 1}/{HubContent.Bytes.Length}" }, HubContent.Bytes[5..]),
            _ => HubContent.Body(request),
        });

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);
    }

    [Fact]
    public async Task Get_BusyThenBroken_TriesAgain()
    {
        var number = 0;
        using var hub = new LoopbackServer(request => number++ switch
        {
            0 => new LoopbackReply(429, new() { ["Retry-After"] = "0" }, []),
            1 or 3 => new LoopbackReply(500),
            _ => HubContent.Answer(request),
        });

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);
    }

    [Fact]
    public async Task Get_BrokenForGood_GivesUpInOneLine()
    {
        using var hub = new LoopbackServer(_ => new LoopbackReply(503));

        (await RefusalAsync(hub)).ShouldContain("answers 503, even after 3 attempts");
        hub.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Get_SilentHost_IsGivenUpAfterAWhile()
    {
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head() : HubContent.Body(request) with { SilentAfter = 0 });

        (await RefusalAsync(hub, options => options with { Patience = TimeSpan.FromMilliseconds(300) })).ShouldContain("silent");
    }

    [Fact]
    public async Task Get_NobodyThere_SaysSo()
    {
        using var port = new ClosedPort();
        (await RefusalAsync(port.Address)).ShouldContain("cannot be reached");
    }

    [Theory]
    [InlineData(null, "set HF_TOKEN")]
    [InlineData("secret", "refuses your token")]
    public async Task Get_NotAllowed_SaysWhatToDo(string? token, string advice)
    {
        using var hub = new LoopbackServer(_ => new LoopbackReply(401));

        (await RefusalAsync(hub, options => options with { Token = token })).ShouldContain(advice);
    }

    [Fact]
    public async Task Get_LengthTooLarge_IsTakenForACut()
    {
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head(bytes: HubContent.Bytes.Length + 1000)
            : HubContent.Body(request) with { AnnouncedLength = HubContent.Bytes.Length + 1000 });

        (await RefusalAsync(hub)).ShouldContain("3 times in a row");
        Directory.GetFiles(Path.Combine(Repository, "blobs")).ShouldAllBe(file => file.EndsWith(".incomplete"));
    }

    [Fact]
    public async Task Get_MoreBytesThanAnnounced_AreThrownAway()
    {
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head(bytes: 1000) : HubContent.Body(request));

        (await RefusalAsync(hub)).ShouldContain("more than the 1000 bytes");
        NothingIsKept();
    }

    [Fact]
    public async Task Get_WrongHash_IsThrownAway()
    {
        byte[] forged = [.. HubContent.Bytes];
        forged[1234] ^= 1;
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head() : HubContent.Body(request, forged));

        (await RefusalAsync(hub)).ShouldContain("discarded");
        NothingIsKept();
    }

    [Fact]
    public async Task Get_NotWhatTheRegistryKnows_IsThrownAway()
    {
        using var hub = new LoopbackServer(HubContent.Answer);
        var file = Weights with { Sha256 = new string('a', 64) };

        (await RefusalAsync(hub, file: file)).ShouldContain("but the registry has aaaa");
        NothingIsKept();
    }

    [Fact]
    public async Task Get_RedirectedToAnotherHost_DoesNotSendTheToken()
    {
        using var host = new LoopbackServer(request => HubContent.Body(request));
        using var hub = new LoopbackServer(_ => new LoopbackReply(302, new()
        {
            ["Location"] = new Uri(host.Address, "/bytes?signature=x").ToString(),
            ["X-Repo-Commit"] = HubContent.Commit,
            ["X-Linked-Etag"] = $"\"{HubContent.Sha256}\"",
            ["X-Linked-Size"] = $"{HubContent.Bytes.Length}",
        }, []));

        File.ReadAllBytes(await GetAsync(hub, options => options with { Token = "secret" })).ShouldBe(HubContent.Bytes);

        hub.Requests.ShouldAllBe(request => request.Headers["authorization"] == "Bearer secret");
        host.Requests.ShouldNotBeEmpty();
        host.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("authorization"));
    }

    [Fact]
    public async Task Get_RenamedRepository_IsFollowed()
    {
        using var hub = new LoopbackServer(request => request.Path.StartsWith("/acme/tower/", StringComparison.Ordinal)
            ? new LoopbackReply(307, new() { ["Location"] = "/acme/renamed/resolve/main/weights/model.bin" }, [])
            : HubContent.Answer(request));

        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/model.bin")]
    [InlineData("file:///etc/passwd")]
    public async Task Get_RedirectedOutOfTheWeb_IsRefused(string location)
    {
        using var hub = new LoopbackServer(_ => new LoopbackReply(302, new() { ["Location"] = location }, []));

        (await RefusalAsync(hub)).ShouldContain("less secure");
    }

    [Fact]
    public async Task Get_RedirectedInCircles_IsRefused()
    {
        using var hub = new LoopbackServer(request => new LoopbackReply(302, new() { ["Location"] = request.Path }, []));

        (await RefusalAsync(hub)).ShouldContain("more than 5 times");
    }

    [Theory]
    [InlineData("../../../../evil", HubContent.Commit)]
    [InlineData("..%2f..%2fevil", HubContent.Commit)]
    [InlineData(null, "../../../../evil")]
    [InlineData(null, "main")]
    [InlineData(null, null)]
    public async Task Get_HashOrCommitThatIsNone_IsRefused(string? hash, string? commit)
    {
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head(hash, commit) : HubContent.Body(request));

        (await RefusalAsync(hub)).ShouldContain("the hub gives no");
        NothingIsKept();
    }

    [Fact]
    public async Task Get_FileIsNotThere_TakesTheOneThatDoesAsWell()
    {
        using var hub = new LoopbackServer(
            request => request.Path.EndsWith("model.safetensors", StringComparison.Ordinal) ? new LoopbackReply(404) : HubContent.Answer(request));

        var path = await GetAsync(hub, file: Weights with { Name = "model.safetensors", Alternative = "pytorch_model.bin" });

        Path.GetFileName(path).ShouldBe("pytorch_model.bin");
        (await RefusalAsync(hub, file: Weights with { Name = "model.safetensors" })).ShouldContain("has no file 'model.safetensors'");
    }

    [Fact]
    public async Task Get_Offline_AsksNobody()
    {
        using var hub = new LoopbackServer(HubContent.Answer);

        (await RefusalAsync(hub, options => options with { IsOffline = true })).ShouldContain("HF_HUB_OFFLINE");
        hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Get_Cancelled_KeepsWhatIsHereAndGoesOnLater()
    {
        using var source = new CancellationTokenSource();
        var isFirst = true;
        using var hub = new LoopbackServer(request => request.Method == "HEAD" ? HubContent.Head()
            : HubContent.Body(request) with { SilentAfter = isFirst ? 100_000 : null });

        await Should.ThrowAsync<OperationCanceledException>(
            () => GetAsync(hub, progress: new Reported(p => { if (p.DoneBytes > 0) { source.Cancel(); } }), source: source));
        isFirst = false;
        File.ReadAllBytes(await GetAsync(hub)).ShouldBe(HubContent.Bytes);

        hub.Requests.Last().RangeStart.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Get_TwiceAtOnce_FetchesOnce()
    {
        using var hub = new LoopbackServer(HubContent.Answer);

        var paths = await Task.WhenAll(GetAsync(hub), GetAsync(hub));

        paths[0].ShouldBe(paths[1]);
        hub.Requests.Count(request => request.Method == "GET").ShouldBe(1);
    }

    [Fact]
    public async Task Get_OneOfSeveralFails_TheOthersFinish()
    {
        using var hub = new LoopbackServer(
            request => request.Path.EndsWith("gone.bin", StringComparison.Ordinal) ? new LoopbackReply(404) : HubContent.Answer(request));
        using var downloader = new HubDownloader(Options(hub.Address), new HubCache(_folder));

        await Should.ThrowAsync<RewardLabException>(
            () => downloader.GetAsync([Weights with { Name = "gone.bin" }, Weights, Weights with { Name = "second.bin" }], null, CancellationToken.None));

        var cache = new HubCache(_folder);
        cache.Find(Weights.Repository, "main", Weights.Name).ShouldNotBeNull();
        cache.Find(Weights.Repository, "main", "second.bin").ShouldNotBeNull();
    }

    private static HubOptions Options(Uri endpoint) =>
        new() { Endpoint = endpoint, MaxAttempts = 3, FirstDelay = TimeSpan.FromMilliseconds(10), Patience = TimeSpan.FromSeconds(20) };

    private void NothingIsKept()
    {
        var blobs = Path.Combine(Repository, "blobs");
        (Directory.Exists(blobs) ? Directory.GetFiles(blobs) : []).ShouldBeEmpty();
        Directory.Exists(Path.Combine(Repository, "snapshots")).ShouldBeFalse();
        Directory.GetFileSystemEntries(Path.GetDirectoryName(_folder)!, "evil*").ShouldBeEmpty();
    }

    private async Task<string> GetAsync(
        LoopbackServer hub,
        Func<HubOptions, HubOptions>? change = null,
        ModelFile? file = null,
        IProgress<HubProgress>? progress = null,
        CancellationTokenSource? source = null)
    {
        using var downloader = new HubDownloader((change ?? (o => o))(Options(hub.Address)), new HubCache(_folder));
        return (await downloader.GetAsync([file ?? Weights], progress, source?.Token ?? TestContext.Current.CancellationToken))[0];
    }

    private async Task<string> RefusalAsync(LoopbackServer hub, Func<HubOptions, HubOptions>? change = null, ModelFile? file = null)
    {
        var message = (await Should.ThrowAsync<RewardLabException>(() => GetAsync(hub, change, file))).Message;
        message.ShouldNotContain("\n");
        return message;
    }

    private async Task<string> RefusalAsync(Uri endpoint)
    {
        using var downloader = new HubDownloader(Options(endpoint), new HubCache(_folder));
        return (await Should.ThrowAsync<RewardLabException>(() => downloader.GetAsync([Weights], null, CancellationToken.None))).Message;
    }

    private sealed class Reported(Action<HubProgress> tell) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => tell(value);
    }
}
