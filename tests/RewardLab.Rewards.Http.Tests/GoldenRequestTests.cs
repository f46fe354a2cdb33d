using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Pickles;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Rewards.Http.Requests;
using RewardLab.Runs.Images;
using RewardLab.Serving.Tests;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>What is sent means what real clients send.</summary>
public sealed class GoldenRequestTests
{
    [Theory]
    [InlineData(ServiceDialect.Score, "score.request.json")]
    [InlineData(ServiceDialect.Compute, "compute.request.json")]
    public void Request_InJson_MeansWhatAClientSends(ServiceDialect dialect, string golden)
    {
        using var json = JsonDocument.Parse(GoldenBodies.Read(golden));
        using var sent = JsonDocument.Parse(Send(dialect).Bytes);
        Plain(sent.RootElement).ShouldBe(Plain(json.RootElement));
    }

    [Theory]
    [InlineData(ServiceDialect.Prompts, "prompts.np1.protocol4.pkl")]
    [InlineData(ServiceDialect.Queries, "queries.np1.protocol4.pkl")]
    public void Request_InAPickle_MeansWhatAClientSends(ServiceDialect dialect, string golden) =>
        Plain(PickledBodyReader.Read(Send(dialect, RequestImageFormat.Jpeg).Bytes)).ShouldBe(Plain(PickledBodyReader.Read(GoldenBodies.Read(golden))));

    private static LoopbackRequest Send(ServiceDialect dialect, RequestImageFormat format = RequestImageFormat.Png)
    {
        using var server = new ScoreServer();
        var images = ImageBatch.Concat([.. Enumerable.Range(0, 3).Select(i => ImageFiles.Read(GoldenBodies.PathOf($"image{i}.png")))]);
        var options = server.Options(dialect) with
        {
            Reward = dialect == ServiceDialect.Score ? "toybox-clip" : ScoreServer.Id,
            ImageFormat = format,
            JpegQuality = 75, // Pillow's default, by which the golden bodies were made
        };
        var reward = server.Make(options);
        ImagePromptPair[] pairs = [.. GoldenBodies.Prompts.Select((prompt, i) => new ImagePromptPair(i, prompt))];
        if (dialect == ServiceDialect.Score)
        {
            // The golden body asks for a reward that this service does not have.
            Should.Throw<RewardLabException>(() => reward.ScorePairs(images, pairs, TestContext.Current.CancellationToken));
        }
        else
        {
            reward.ScorePairs(images, pairs, TestContext.Current.CancellationToken);
        }

        return server.Requests.ShouldHaveSingleItem();
    }

    // Images by what they show: another encoder writes other bytes.
    private static string Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", element.EnumerateObject().Select(member => $"{member.Name}: {Plain(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", element.EnumerateArray().Select(Plain))}]",
        JsonValueKind.String when element.TryGetBytesFromBase64(out var bytes) && bytes.Length > 50 => Pixels(bytes),
        _ => element.ToString(),
    };

    private static string Plain(object? value) => value switch
    {
        PickledMap map => $"{{{string.Join(", ", map.Entries.Select(entry => $"{entry.Key}: {Plain(entry.Value)}"))}}}",
        PickledSequence list => $"[{string.Join(", ", list.Select(Plain))}]",
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes.Span)),
        _ => $"{value}",
    };

    private static string Pixels(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(ImageFiles.Read(stream, "image").Pixels.Span));
    }
}
