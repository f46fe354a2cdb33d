using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Dialects;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>Whatever a service answers, there is a score for each image and prompt, or one line: nothing runs, and nothing is made up.</summary>
public sealed class HostileAnswerTests
{
    private static readonly ScoreQuestion Question = new(
        [new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 }], [["a"], ["b"], ["c"]], ScoreServer.Id, IsMatrix: false);

    public static TheoryData<ServiceDialect> Dialects => [.. Enum.GetValues<ServiceDialect>()];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Answer_OfDamagedBytes_IsAScoreForEachOrOneLine(ServiceDialect dialect)
    {
        var honest = Honest(dialect);
        var speaks = ClientDialects.Create(dialect);
        var seeds = Enum.GetValues<ServiceDialect>().Select(Honest).ToArray();
        (from places in Gen.Int[0, honest.Length - 1].Array[1, 4]
         from bytes in Gen.Byte.Array[4]
         from kind in Gen.Int[0, 3]
         from other in Gen.Int[0, seeds.Length - 1]
         select DamagedBytes.Of(honest, places, bytes, kind, seeds[other])).Sample(body => IsSound(speaks, body), iter: 4000);
        Gen.Byte.Array[0, 200].Sample(body => IsSound(speaks, body), iter: 4000);
    }

    // A few through the whole of it: the failure is a line for the user, and no other exception.
    [Theory]
    [MemberData(nameof(Dialects))]
    public void Reward_OfADamagedAnswer_FailsInOneLine(ServiceDialect dialect)
    {
        var bodies = new Queue<byte[]>();
        var honest = Honest(dialect);
        using var server = new ScoreServer((_, _) => new LoopbackReply(200, [], bodies.Peek()));
        var reward = server.Make(server.Options(dialect));
        (from cut in Gen.Int[0, honest.Length - 2]
         from value in Gen.Byte
         select (Cut: cut, Value: value)).Sample(
            damage =>
            {
                byte[] body = [.. honest[..damage.Cut], damage.Value];
                bodies.Clear();
                bodies.Enqueue(body);
                var message = Should.Throw<RewardLabException>(
                    () => reward.ScorePairs(ScoreServer.Images(3), [new(0, "a"), new(1, "b"), new(2, "c")], TestContext.Current.CancellationToken)).Message;
                return message.All(character => character >= ' ') && message.Length < 700;
            },
            iter: 60,
            threads: 1);
    }

    private static bool IsSound(IClientDialect dialect, byte[] body)
    {
        dialect.Refusal(body).ShouldNotBeNull();
        try
        {
            return dialect.Read(body, Question).Count == 3;
        }
        catch (UnreadableAnswerException exception)
        {
            return exception.Message.Length > 0;
        }
    }

    private static byte[] Honest(ServiceDialect dialect)
    {
        byte[]? body = null;
        using var server = new ScoreServer((_, reply) =>
        {
            body = reply.Body;
            return reply;
        });
        server.Make(server.Options(dialect)).ScorePairs(
            ScoreServer.Images(3), [new(0, "a"), new(1, "b"), new(2, "c")], TestContext.Current.CancellationToken);
        return body!;
    }
}
