using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Models.Hub;

namespace RewardLab.Hosting.Tests.Data;

public sealed class DataDownloadTests : IDisposable
{
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];
    private static readonly byte[] Prompts = [.. "{\"a\": []}"u8];

    private readonly string _folder = Directory.CreateTempSubdirectory("rewardlab-data-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WellBehavedHost_DownloadsEachFileOnce()
    {
        using var host = new LoopbackServer(Answer);
        (await RunAsync(host)).ShouldBe(2);
        File.ReadAllBytes(Path.Combine(_folder, "labels", "l.json")).ShouldBe(Labels);
        File.ReadAllBytes(Path.Combine(_folder, "p.json")).ShouldBe(Prompts);
        Directory.GetFiles(_folder, "*.incomplete", SearchOption.AllDirectories).ShouldBeEmpty();
        host.Requests.Select(request => request.Path).ShouldBe(["/some/where/labels/l.json", "/some/where/p.json"]);
        host.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("authorization"));

        (await RunAsync(host)).ShouldBe(0);
        host.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ConnectionCut_GoesOnWhereItWasCut()
    {
        var isFirst = true;
        using var host = new LoopbackServer(request =>
        {
            var reply = Answer(request);
            var cut = isFirst ? reply with { CutAfter = 70_000 } : reply;
            isFirst = false;
            return cut;
        });
        await RunAsync(host);
        File.ReadAllBytes(Path.Combine(_folder, "labels", "l.json")).ShouldBe(Labels);
        host.Requests.ElementAt(1).RangeStart.ShouldBe(70_000);
    }

    [Fact]
    public async Task Run_OtherBytesThanPublished_AreThrownAway()
    {
        using var host = new LoopbackServer(_ => new LoopbackReply(200, [], [.. Labels.Reverse()]));
        (await Should.ThrowAsync<RewardLabException>(() => RunAsync(host))).Message.ShouldContain("its hash is");
        Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_ChangedFile_IsFetchedAgainAndVerifySaysWhatIsWrong()
    {
        using var host = new LoopbackServer(Answer);
        var token = TestContext.Current.CancellationToken;
        await RunAsync(host);
        (await DataDownload.VerifyAsync(Set(host), _folder, token)).ShouldAllBe(result => result.Problem == null);
        await File.WriteAllTextAsync(Path.Combine(_folder, "p.json"), "{\"b\": []}", token);
        File.Delete(Path.Combine(_folder, "labels", "l.json"));
        (await DataDownload.VerifyAsync(Set(host), _folder, token)).Select(result => result.Problem).ShouldBe(["missing", "differs from what was published"]);
        (await RunAsync(host)).ShouldBe(2);
        (await DataDownload.VerifyAsync(Set(host), _folder, token)).ShouldAllBe(result => result.Problem == null);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Run_HostRefuses_IsOneLine(int status)
    {
        using var host = new LoopbackServer(_ => new LoopbackReply(status));
        var message = (await Should.ThrowAsync<RewardLabException>(() => RunAsync(host))).Message;
        message.ShouldContain($"answers {status}");
        message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Run_Offline_ConnectsToNobody()
    {
        using var host = new LoopbackServer(Answer);
        (await Should.ThrowAsync<RewardLabException>(() => RunAsync(host, isOffline: true))).Message.ShouldContain("HF_HUB_OFFLINE");
        host.Requests.ShouldBeEmpty();
    }

    private Task<int> RunAsync(LoopbackServer host, bool isOffline = false) => DataDownload.RunAsync(
        Set(host),
        _folder,
        new HubOptions
        {
            FirstDelay = TimeSpan.FromMilliseconds(5),
            MaxAttempts = 2,
            Patience = TimeSpan.FromSeconds(5),
            Token = "secret",
            IsOffline = isOffline,
        },
        null,
        TestContext.Current.CancellationToken);

    private static DataSet Set(LoopbackServer host) => new(
        "toy",
        "",
        new Uri(host.Address, "/some/where/"),
        [new DataFile("labels/l.json", Labels.Length, Hash(Labels)), new DataFile("p.json", Prompts.Length, Hash(Prompts))],
        "");

    private static LoopbackReply Answer(LoopbackRequest request) =>
        HubContent.Body(request, request.Path.EndsWith("l.json", StringComparison.Ordinal) ? Labels : Prompts);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
