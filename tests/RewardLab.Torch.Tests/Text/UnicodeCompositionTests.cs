using System.Text.Json;
using RewardLab.Torch.Text;

namespace RewardLab.Torch.Tests.Text;

public sealed class UnicodeCompositionTests
{
    [Fact]
    public void Compose_PairsMadeWithPython_AgreesWithUnicodedata()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "text", "nfc.json")));
        var count = 0;

        foreach (var pair in document.RootElement.EnumerateArray())
        {
            UnicodeComposition.Compose(pair[0].GetString()!).ShouldBe(pair[1].GetString()!);
            count++;
        }

        count.ShouldBe(1202);
    }

    [Fact]
    public void Compose_LoneSurrogate_BecomesTheReplacementCharacter() => UnicodeComposition.Compose("a\ud800").ShouldBe("a\ufffd");
}
