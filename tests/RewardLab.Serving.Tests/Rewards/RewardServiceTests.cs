using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Serving.Dialects;
using RewardLab.Serving.Rewards;

namespace RewardLab.Serving.Tests.Rewards;

public sealed class RewardServiceTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Score_OfARequest_GivesEachEntrysScoresInOrder()
    {
        var reward = new ScriptedReward("mean");
        await using (var service = await StartAsync(reward))
        {
            var request = Request(("image2.png", "ab"), ("image0.png", "a"), ("image1.png", "abc"));
            var scores = await service.ScoreAsync(request, null, Token);
            scores.Select(entry => entry.Single().Scores.Single())
                .ShouldBe([Expected("image2.png", "ab"), Expected("image0.png", "a"), Expected("image1.png", "abc")]);
            service.Statistics.Rewards.Single().Scores.ShouldBe(3);
        }

        reward.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Score_OfAnEntryThatFails_LeavesTheOthersAndNamesIt()
    {
        await using var service = await StartAsync(new ScriptedReward("mean"));
        var request = Request(("image0.png", "a"), ("score.request.json", "b"), ("image1.png", "NaN"), ("image1.png", "refused"), ("image2.png", "c"));
        var scores = await service.ScoreAsync(request, null, Token);
        scores[0][0].Scores.Single().ShouldBe(Expected("image0.png", "a"));
        scores[1][0].Problem.ShouldNotBeNull().ShouldSatisfyAllConditions(p => p.Status.ShouldBe(400), p => p.Message.ShouldContain("'image 1'"));
        scores[2][0].Problem.ShouldNotBeNull().ShouldSatisfyAllConditions(p => p.Status.ShouldBe(422), p => p.Message.ShouldContain("\"NaN\" as NaN"));
        scores[3][0].Problem.ShouldNotBeNull().Message.ShouldBe("This prompt cannot be scored.");
        scores[4][0].Scores.Single().ShouldBe(Expected("image2.png", "c"));
        service.Statistics.Rewards.Single().Failures.ShouldBe(2);
        service.Statistics.LatestProblems.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Score_OfAMatrix_GivesEveryPromptOfEveryImage()
    {
        await using var service = await StartAsync(new ScriptedReward("mean"));
        var request = OwnDialect.Create([Image("image0.png"), Image("image1.png")], ["a", "bcd"], [], "matrix", hasDetails: false, RequestLimits.Default);
        var scores = await service.ScoreAsync(request, null, Token);
        scores.SelectMany(entry => entry.Single().Scores).ShouldBe(
            [Expected("image0.png", "a"), Expected("image0.png", "bcd"), Expected("image1.png", "a"), Expected("image1.png", "bcd")]);
    }

    [Fact]
    public async Task Score_OfAnImageOfTooManyPixels_IsRefusedBeforeItIsDecoded()
    {
        var limits = RequestLimits.Default with { MaxPixels = 1000 };
        await using var service = await StartAsync(new ScriptedReward("mean"), options => options with { Limits = limits });
        var scores = await service.ScoreAsync(Request(("image0.png", "a")), null, Token);
        scores[0][0].Problem.ShouldNotBeNull().Message.ShouldContain("64 x 64 pixels");
    }

    [Fact]
    public async Task Score_ByADefaultAPathOrNames_AsksThatReward()
    {
        var (one, two) = (new ScriptedReward("one"), new ScriptedReward("two"));
        await using var service = await StartAsync([one, two], options => options);
        await service.ScoreAsync(Request(("image0.png", "a")), "two", Token);
        (one.Calls.Count, two.Calls.Count).ShouldBe((0, 1));
        var nobody = await Should.ThrowAsync<RewardRequestException>(service.ScoreAsync(Request(("image0.png", "b")), null, Token));
        nobody.Message.ShouldContain("without a default");
        (await Should.ThrowAsync<RewardRequestException>(service.ScoreAsync(Request(("image0.png", "b")), "three", Token))).Status.ShouldBe(404);
        var named = new RewardRequest([new RequestedEntry(Image("image0.png"), ["x"], ["two", "four", "one"])], _ => []);
        var scores = await service.ScoreAsync(named, null, Token);
        scores[0].Select(entry => entry.Reward).ShouldBe(["two", "four", "one"]);
        scores[0][1].Problem.ShouldNotBeNull().Status.ShouldBe(404);
        (one.Calls.Count, two.Calls.Count).ShouldBe((1, 2));
    }

    [Fact]
    public async Task Score_OfTheSameRequestAgain_IsRemembered()
    {
        var reward = new ScriptedReward("mean");
        await using var service = await StartAsync(reward);
        var first = await service.ScoreAsync(Request(("image0.png", "a")), null, Token);
        var again = await service.ScoreAsync(Request(("image0.png", "a")), null, Token);
        again.ShouldBe(first);
        await service.ScoreAsync(Request(("image0.png", "b")), null, Token);
        reward.Calls.Count.ShouldBe(2);
        service.Statistics.Remembered.ShouldBe(1);
    }

    [Fact]
    public async Task Score_OfAFullQueue_IsRefusedAndOfAnAbandonedRequestCostsNothing()
    {
        var reward = new ScriptedReward("mean");
        using var gate = new ManualResetEventSlim();
        reward.OnCall = (_, _) => gate.Wait(Token);
        await using var service = await StartAsync(reward, options => options with { MaxWaiting = 2 });
        var first = service.ScoreAsync(Request(("image0.png", "a")), null, Token);
        await Poll.UntilAsync(() => reward.Calls.Count == 1, "the requests waiting");
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var second = service.ScoreAsync(Request(("image0.png", "ab")), null, abandoned.Token);
        var third = service.ScoreAsync(Request(("image0.png", "abc")), null, Token);
        await Poll.UntilAsync(() => service.Statistics.Waiting == 3, "the requests waiting");
        (await Should.ThrowAsync<RewardRequestException>(service.ScoreAsync(Request(("image0.png", "abcd")), null, Token))).Status.ShouldBe(429);
        await abandoned.CancelAsync();
        gate.Set();
        await Should.ThrowAsync<OperationCanceledException>(second);
        (await first)[0][0].Scores.Single().ShouldBe(Expected("image0.png", "a"));
        (await third)[0][0].Scores.Single().ShouldBe(Expected("image0.png", "abc"));
        await Poll.UntilAsync(() => service.Statistics.Abandoned == 1, "the abandoned request"); // it may have come into the queue after the third
        reward.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Score_OfARequestThatIsAbandonedWhileItIsScored_IsCancelledInTheReward()
    {
        var reward = new ScriptedReward("mean") { OnCall = HangUntilCancelled };
        await using var service = await StartAsync(reward);
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = service.ScoreAsync(Request(("image0.png", "a")), null, abandoned.Token);
        await Poll.UntilAsync(() => reward.Calls.Count == 1, "the requests waiting");
        reward.OnCall = (_, _) => { };
        await abandoned.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(request);
        (await service.ScoreAsync(Request(("image1.png", "a")), null, Token))[0][0].Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Score_OfSeveralRequestsThatMayBeMerged_IsOneCall()
    {
        var reward = new ScriptedReward("mean");
        using var gate = new ManualResetEventSlim();
        reward.OnCall = (_, _) => gate.Wait(Token);
        await using var service = await StartAsync(reward, options => options with { Merging = RequestMerging.Always });
        var requests = Enumerable.Range(1, 6)
            .Select(i => service.ScoreAsync(Request(("image0.png", new string('a', i)), ("image1.png", new string('a', i))), null, Token)).ToList();
        await Poll.UntilAsync(() => service.Statistics.Waiting == 6 && reward.Calls.Count == 1, "the requests waiting");
        gate.Set();
        for (var i = 0; i < requests.Count; i++)
        {
            (await requests[i]).Select(entry => entry[0].Scores.Single())
                .ShouldBe([Expected("image0.png", new string('a', i + 1)), Expected("image1.png", new string('a', i + 1))]);
        }

        service.Statistics.Batches.ShouldBeLessThan(6);
    }

    [Theory]
    [InlineData(RequestMerging.WhereExact, 3, 3)]
    [InlineData(RequestMerging.WhereExact, 1, 6)]
    [InlineData(RequestMerging.Never, 16, 6)]
    [InlineData(RequestMerging.Always, 1, 2)]
    public async Task Score_OfRequestsOfSeveralClients_IsMergedUpToWhatIsExact(RequestMerging merging, int exact, int batches)
    {
        var reward = new ScriptedReward("mean");
        using var gate = new ManualResetEventSlim();
        reward.OnCall = (_, _) => gate.Wait(Token);
        await using var service = new RewardService(
            new RewardServiceOptions { Rewards = ["mean"], Merging = merging },
            _ => new LoadedRewards([new ServedReward("mean", reward)], []) { MaxExactBatch = exact },
            new ManualTime(),
            _ => { });
        await service.Ready;
        var requests = new List<Task<IReadOnlyList<IReadOnlyList<EntryScores>>>>();
        for (var i = 1; i <= 6; i++)
        {
            requests.Add(service.ScoreAsync(Request(("image0.png", new string('a', i))), null, Token));
            await Poll.UntilAsync(() => service.Statistics.Waiting == i && reward.Calls.Count == 1, "the requests waiting");
        }

        gate.Set();
        for (var i = 0; i < requests.Count; i++)
        {
            (await requests[i])[0][0].Scores.Single().ShouldBe(Expected("image0.png", new string('a', i + 1)));
        }

        service.Statistics.Batches.ShouldBe(batches);
    }

    [Fact]
    public async Task Score_WithTwoSetsOfRewards_GoesToTheOneThatIsFree()
    {
        using var gate = new ManualResetEventSlim();
        ScriptedReward[] rewards = [new("mean"), new("mean")];
        foreach (var reward in rewards)
        {
            reward.OnCall = (_, _) =>
            {
                if (rewards.Sum(one => one.Calls.Count) == 1)
                {
                    gate.Wait(Token); // the first call of all
                }
            };
        }

        await using (var service = new RewardService(
            new RewardServiceOptions { Rewards = ["mean"] },
            [.. rewards.Select(reward => (Func<CancellationToken, LoadedRewards>)(_ => new LoadedRewards([new ServedReward("mean", reward)], [])))],
            new ManualTime(),
            _ => { }))
        {
            await service.Ready;
            var first = service.ScoreAsync(Request(("image0.png", "a")), null, Token);
            await Poll.UntilAsync(() => rewards.Sum(reward => reward.Calls.Count) == 1, "the first call");
            (await service.ScoreAsync(Request(("image1.png", "b")), null, Token))[0][0].Scores.Single().ShouldBe(Expected("image1.png", "b"));
            first.IsCompleted.ShouldBeFalse();
            gate.Set();
            (await first)[0][0].Scores.Single().ShouldBe(Expected("image0.png", "a"));
        }

        rewards.ShouldAllBe(reward => reward.IsDisposed && reward.Calls.Count == 1);
    }

    [Fact]
    public async Task Start_WhereOneOfSeveralSetsCannotBeLoaded_FailsByItsMessage()
    {
        var whole = new ScriptedReward("mean");
        await using var service = new RewardService(
            new RewardServiceOptions { Rewards = ["mean"] },
            [_ => new LoadedRewards([new ServedReward("mean", whole)], []), _ => throw new RewardLabException("There is no device cuda:7.")],
            new ManualTime(),
            _ => { });
        (await Should.ThrowAsync<RewardLabException>(service.Ready)).Message.ShouldBe("There is no device cuda:7.");
        await Poll.UntilAsync(() => whole.IsDisposed, "the other set ended");
    }

    [Fact]
    public async Task Score_BeforeRewardsAreLoadedOrAfterTheyFailed_IsRefusedWith503()
    {
        using var gate = new ManualResetEventSlim();
        var loading = new RewardService(
            new RewardServiceOptions { Rewards = ["a"] },
            token =>
            {
                gate.Wait(token);
                throw new RewardLabException("There is no model.");
            },
            new ManualTime(),
            _ => { });
        await using (loading)
        {
            (await Should.ThrowAsync<RewardRequestException>(loading.ScoreAsync(Request(("image0.png", "a")), null, Token))).Status.ShouldBe(503);
            gate.Set();
            (await Should.ThrowAsync<RewardLabException>(loading.Ready)).Message.ShouldBe("There is no model.");
            loading.Statistics.State.ShouldBe(ServiceState.Stopped);
        }
    }

    [Fact]
    public async Task Dispose_WhileRequestsWait_RefusesThemAll()
    {
        var reward = new ScriptedReward("mean") { OnCall = HangUntilCancelled };
        var service = await StartAsync(reward);
        var requests = Enumerable.Range(1, 3).Select(i => service.ScoreAsync(Request(("image0.png", new string('a', i))), null, Token)).ToList();
        await Poll.UntilAsync(() => service.Statistics.Waiting == 3 && reward.Calls.Count == 1, "the requests waiting");
        await service.DisposeAsync();
        foreach (var request in requests)
        {
            (await Should.ThrowAsync<RewardRequestException>(request)).Status.ShouldBe(503);
        }

        reward.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Score_WhoseRewardThrowsWhatNobodyForesaw_FailsWith500AndTheServiceContinues()
    {
        var reward = new ScriptedReward("mean") { OnCall = (_, _) => throw new NotSupportedException("no") };
        var reported = new List<string>();
        await using var service = await StartAsync([reward], options => options, reported.Add);
        (await Should.ThrowAsync<RewardRequestException>(service.ScoreAsync(Request(("image0.png", "a")), null, Token))).Status.ShouldBe(500);
        reported.ShouldHaveSingleItem().ShouldContain("no");
        reward.OnCall = (_, _) => { };
        (await service.ScoreAsync(Request(("image0.png", "a")), null, Token))[0][0].Problem.ShouldBeNull();
    }

    private static Task<RewardService> StartAsync(ScriptedReward reward, Func<RewardServiceOptions, RewardServiceOptions>? change = null) =>
        StartAsync([reward], change ?? (options => options));

    private static async Task<RewardService> StartAsync(
        ScriptedReward[] rewards, Func<RewardServiceOptions, RewardServiceOptions> change, Action<string>? report = null)
    {
        var service = new RewardService(
            change(new RewardServiceOptions { Rewards = [.. rewards.Select(reward => reward.Name)] }),
            _ => new LoadedRewards([.. rewards.Select(reward => new ServedReward(reward.Name, reward))], []),
            new ManualTime(),
            report ?? (_ => { }));
        await service.Ready;
        return service;
    }

    private static void HangUntilCancelled(ImageBatch images, CancellationToken cancellationToken)
    {
        cancellationToken.WaitHandle.WaitOne();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static RewardRequest Request(params (string File, string Prompt)[] entries) =>
        new([.. entries.Select(entry => new RequestedEntry(Image(entry.File), [entry.Prompt], []))], _ => []);

    private static ReadOnlyMemory<byte> Image(string file) => GoldenBodies.Read(file);

    private static double Expected(string file, string prompt) => ScriptedReward.ScoreOf(ImageFiles.Read(GoldenBodies.PathOf(file))[0], prompt);
}
