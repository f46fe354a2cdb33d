using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;

namespace RewardLab.Torch.Tests.Configuration;

public sealed class JsonConfigTests
{
    private static readonly HashSet<string> Inert = ["inert"];

    [Fact]
    public void RequireNothingElse_ReadInertAndSilentKeys_Pass()
    {
        var json = JsonConfig.Parse(
            """{"read": 1, "inert": 5, "_note": "x", "a": null, "b": false, "c": [], "d": {}, "e": [null, null], "built": "silu"}""", "f.json");
        json.Integer("read", 0);
        json.RequireAnyOf(new Dictionary<string, string[]> { ["built"] = ["\"silu\""] });

        json.RequireNothingElse(Inert);
    }

    [Theory]
    [InlineData("vocab_size", 20_000_000)]
    [InlineData("num_hidden_layers", 20_000)]
    [InlineData("hidden_size", 1_000_000)]
    public void Integer_OfAnAbsurdSize_IsRefusedBeforeAnythingIsAllocated(string key, int size) =>
        Should.Throw<RewardLabException>(() => JsonConfig.Parse($$$"""{"text": {"{{{key}}}": {{{size}}}}}""", "f.json").Section("text")!.Integer(key, 1))
            .Message.ShouldStartWith($"f.json: text.{key} is {size}, more than any model that is built here: at most ");

    [Theory]
    [InlineData("[320, 20000000]")]
    [InlineData("20000000")]
    public void Integers_OfAnAbsurdSize_AreRefused(string sizes) =>
        Should.Throw<RewardLabException>(
            () => JsonConfig.Parse($$"""{"block_out_channels": {{sizes}}}""", "f.json").Integers("block_out_channels", [1], mayBeSingle: true))
            .Message.ShouldContain("more than any model");

    [Fact]
    public void Load_OfAPipe_DoesNotWait()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        var path = Path.Combine(Path.GetTempPath(), $"rewardlab-{Guid.NewGuid():N}.json");
        using (var made = Process.Start("mkfifo", [path]))
        {
            made.WaitForExit();
        }

        try
        {
            Should.Throw<RewardLabException>(() => JsonConfig.Load(path)).Message.ShouldContain("is empty, or a pipe or a device");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("[0]")]
    [InlineData("{\"deep\": null}")]
    public void RequireNothingElse_KeyThatNobodyRead_IsRefusedByFileKeyAndValue(string value)
    {
        var json = JsonConfig.Parse($$$"""{"section": {"extra": {{{value}}}}}""", "f.json").Section("section")!;

        var message = Should.Throw<RewardLabException>(() => json.RequireNothingElse(Inert)).Message;

        message.ShouldStartWith($"f.json: section.extra is {value}");
        message.ShouldNotContain("\n");
    }
}
