using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using RewardLab.Abstractions;
using RewardLab.Cluster.Contracts;
using RewardLab.Cluster.Tokens;
using RewardLab.Cluster.Workers;

namespace RewardLab.Cluster.Tests.Hubs;

/// <summary>Who may join, and what those are told who may not.</summary>
public sealed class AdmissionTests : IAsyncLifetime
{
    private readonly HubFixture _fixture = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Worker_WithAnotherSecret_IsToldSo()
    {
        await _fixture.StartAsync();
        Spoil(token => token with { Secret = JoinToken.NewSecret() });
        (await Should.ThrowAsync<RewardLabException>(() => _fixture.Work())).Message
            .ShouldBe("The secret of the token is another. Copy the hub's token file again.");
    }

    [Fact]
    public async Task Worker_WithTheTokenOfAnotherHub_IsToldSo()
    {
        await _fixture.StartAsync();
        Spoil(token => token with { CertificateHash = new string('0', 64) });
        (await Should.ThrowAsync<RewardLabException>(() => _fixture.Work())).Message
            .ShouldContain("has another certificate than the token names");
    }

    [Fact]
    public async Task Worker_OfAnotherBuild_IsToldBoth()
    {
        await _fixture.StartAsync();
        (await Should.ThrowAsync<RewardLabException>(
            () => _fixture.Work(options => options with { Card = options.Card with { Build = "1.2.4+other" } }))).Message
            .ShouldBe("The hub runs RewardLab 1.2.3+test, and this is 1.2.4+other. Install the same build on both machines.");
    }

    [Fact]
    public async Task Worker_WithoutAPlugin_IsToldWhich()
    {
        await _fixture.StartAsync(options => options with { Plugins = Plugins(("own", "1"), ("shipped", "1")) });
        (await Should.ThrowAsync<RewardLabException>(
            () => _fixture.Work(options => options with { Card = options.Card with { Plugins = Plugins(("shipped", "1")) } }))).Message
            .ShouldBe("here lacks the plugin own, or has not trusted it. Install and trust it there with 'rewardlab plugins'.");
        (await Should.ThrowAsync<RewardLabException>(
            () => _fixture.Work(options => options with { Card = options.Card with { Plugins = Plugins(("shipped", "1"), ("own", "2")) } }))).Message
            .ShouldBe("here has another version of the plugin own than the run. Install the same files on both machines.");
    }

    [Fact]
    public async Task Worker_OfOtherArithmetic_IsRefusedWithBothMachines()
    {
        await _fixture.StartAsync();
        _ = _fixture.Work(options => options with { ComputeCanary = static () => new byte[] { 1 } });
        await Poll.UntilAsync(() => _fixture.Hub!.Status.Workers.Count == 1, "the first worker");
        (await Should.ThrowAsync<RewardLabException>(() => _fixture.Work(Other))).Message
            .ShouldStartWith("there (cpu, 2 threads) has other arithmetic than here (cpu, 1 thread), so that results would depend on who computes what.");
        _fixture.Hub!.Status.IsMixed.ShouldBeFalse();
    }

    [Fact]
    public async Task Worker_OfOtherArithmetic_MarksTheRunWhereItIsLetIn()
    {
        await _fixture.StartAsync(options => options with { AllowsMixed = true });
        _ = _fixture.Work(options => options with { ComputeCanary = static () => new byte[] { 1 } });
        await Poll.UntilAsync(() => _fixture.Hub!.Status.Workers.Count == 1, "the first worker");
        _ = _fixture.Work(Other);
        await Poll.UntilAsync(() => _fixture.Hub!.Status.Workers.Count == 2, "the second worker");
        _fixture.Hub!.Status.IsMixed.ShouldBeTrue();
    }

    [Fact]
    public async Task Worker_ThatDoesNotRepeatItsBytes_DoesNotEvenAsk()
    {
        byte calls = 0;
        (await Should.ThrowAsync<RewardLabException>(
            () => _fixture.Work(options => options with { ComputeCanary = () => new[] { calls++ } }))).Message
            .ShouldBe("here (cpu) does not repeat its own bytes: the same computation gave two results. It cannot be a worker.");
    }

    [Fact]
    public async Task Worker_ThatDialsAnotherAddress_IsToldTheHubs()
    {
        await _fixture.StartAsync();
        var token = JoinToken.Read(_fixture.TokenPath);
        using var tunnel = new Tunnel(_fixture.Port);
        (await Should.ThrowAsync<RewardLabException>(() => HubQuestion.AskAsync(
            tunnel.Endpoint, token, HubFixture.Build, RealTime.Clock, TestContext.Current.CancellationToken))).Message
            .ShouldStartWith($"The hub is to be reached at 127.0.0.1:{_fixture.Port}, and not at {tunnel.Endpoint}.");
    }

    /// <summary>A program of Orleans' that has the address and lacks the token neither joins nor calls.</summary>
    [Fact]
    public async Task Stranger_WithoutTheToken_IsNotConnected()
    {
        await _fixture.StartAsync();
        using var stranger = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton<IHostLifetime, SilentLifetime>())
            .UseOrleansClient((_, client) => client
                .UseStaticClustering(new IPEndPoint(IPAddress.Loopback, _fixture.Port))
                .Configure<ClusterOptions>(ClusterNames.Set)
                .UseTls(options =>
                {
                    options.AllowAnyRemoteCertificate();
                    options.OnAuthenticateAsClient = static (_, authentication) => authentication.TargetHost = "rewardlab";
                })
                .UseConnectionRetryFilter(static (_, _) => Task.FromResult(false)))
            .Build();
        await Should.ThrowAsync<Exception>(() => stranger.StartAsync(TestContext.Current.CancellationToken));
        _fixture.Hub!.Status.Workers.ShouldBeEmpty();
    }

    /// <summary>Who has the token may ask for units, and reaches nothing else of Orleans'.</summary>
    [Fact]
    public async Task Caller_WithTheToken_ReachesTheQueueAlone()
    {
        await _fixture.StartAsync();
        await using var connection = await OrleansConnection.OpenAsync(
            new IPEndPoint(IPAddress.Loopback, _fixture.Port), JoinToken.Read(_fixture.TokenPath), HubFixture.Build, RealTime.Clock,
            TestContext.Current.CancellationToken);
        (await connection.Hub.DescribeAsync()).ShouldNotBeEmpty();
        var management = connection.Grains.GetGrain<IManagementGrain>(0);
        (await Should.ThrowAsync<UnauthorizedAccessException>(() => management.GetTotalActivationCount())).Message
            .ShouldContain("is not for callers from outside");
    }

    private WorkerOptions Other(WorkerOptions options) =>
        options with { Card = options.Card with { Machine = "there", Threads = 2 }, ComputeCanary = static () => new byte[] { 2 } };

    private static Dictionary<string, string> Plugins(params (string Id, string Hash)[] plugins) =>
        plugins.ToDictionary(plugin => plugin.Id, plugin => plugin.Hash, StringComparer.Ordinal);

    private void Spoil(Func<JoinToken, JoinToken> change) =>
        SecretFile.Write(_fixture.TokenPath, change(JoinToken.Read(_fixture.TokenPath)).Format());
}
