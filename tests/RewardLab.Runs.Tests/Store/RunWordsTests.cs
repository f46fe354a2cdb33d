using System.Globalization;
using CsCheck;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunWordsTests
{
    [Fact]
    public void Status_OfEveryState_IsOneWordOfItsOwn()
    {
        string[] words = [.. Enum.GetValues<RunStatus>().Select(RunStatusText.Format), RunStatusText.Damaged];
        words.ShouldBeUnique();
        words.ShouldAllBe(static word => word.All(char.IsAsciiLetterLower));
    }

    [Fact]
    public void LocalTime_OfAnyPointInTime_NamesTheZoneInWhichItIsThatTime() => Gen.Long[0, 4_102_444_800].Sample(static seconds =>
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        var exact = LocalTimeText.FormatExactly(time);
        var read = DateTimeOffset.ParseExact(exact, "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        read.ShouldBe(time);
        read.Offset.ShouldBe(TimeZoneInfo.Local.GetUtcOffset(time));
        LocalTimeText.Format(time).ShouldBe($"{LocalTimeText.FormatWithoutZone(time)} {LocalTimeText.Zone(time)}");
        exact.ShouldEndWith(LocalTimeText.Zone(time));
    });
}
