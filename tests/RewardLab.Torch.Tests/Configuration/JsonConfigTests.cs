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
