using System.Globalization;
using System.Text;
using CsCheck;
using RewardLab.Runs.Events;

namespace RewardLab.Runs.Tests.Events;

/// <summary>A log that is read while it grows, in whatever pieces it comes.</summary>
public sealed class RunEventTailTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Log => Path.Combine(_folder[""], RunEvents.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AnyPieces_GivesEveryEventOnceAndInOrder() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[1, 200].Array[0, 60]).Sample((count, cuts) =>
        {
            File.Delete(Log);
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => Line(i, "ä" + new string('x', i * 7)))));
            var tail = new RunEventTail(_folder[""]);
            var read = new List<RunEvent>();
            var position = 0;
            foreach (var cut in cuts)
            {
                var next = Math.Min(bytes.Length, position + cut);
                Append(bytes.AsSpan(position, next - position));
                position = next;
                read.AddRange(tail.Read().Events);
            }

            Append(bytes.AsSpan(position));
            read.AddRange(tail.Read().Events);
            read.Select(item => item.Sequence).ShouldBe(Enumerable.Range(0, count).Select(i => (long)i));
            tail.Read().ShouldBeSameAs(RunEventBatch.Empty);
        }, iter: 200, threads: 1);

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public void Read_AfterTheLogWasCutAndGrewAgain_BeginsAnew(int countAfterwards)
    {
        var tail = new RunEventTail(_folder[""]);
        File.WriteAllText(Log, string.Concat(Enumerable.Range(0, 10).Select(i => Line(i, "before"))));
        tail.Read().Events.Count.ShouldBe(10);

        File.WriteAllText(Log, string.Concat(Enumerable.Range(0, countAfterwards).Select(i => Line(i, i < 2 ? "before" : "after!"))));
        var batch = tail.Read();

        batch.IsAnew.ShouldBeTrue();
        batch.Events.Count.ShouldBe(countAfterwards);
        batch.Events[^1].Data.GetProperty("value").GetString().ShouldBe("after!");
    }

    [Fact]
    public void Read_DamagedLine_TellsItsNumberAndGoesOn()
    {
        File.WriteAllText(Log, Line(0, "a") + "{nonsense\n" + Line(1, "b"));

        var batch = new RunEventTail(_folder[""]).Read();

        batch.Events.Count.ShouldBe(2);
        batch.Damage.ShouldHaveSingleItem().ShouldContain("line 2 is damaged");
    }

    [Fact]
    public void Read_LineWiderThanTheWindow_IsRead()
    {
        var tail = new RunEventTail(_folder[""]);
        File.WriteAllText(Log, Line(0, new string('x', 9_000_000)) + Line(1, "b"));

        var events = new List<RunEvent>();
        for (var batch = tail.Read(); batch != RunEventBatch.Empty; batch = tail.Read())
        {
            events.AddRange(batch.Events);
        }

        events.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_NoFileYet_GivesNothing()
    {
        var tail = new RunEventTail(_folder["none"]);

        tail.Read().ShouldBeSameAs(RunEventBatch.Empty);
    }

    private static string Line(int sequence, string value) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"sequence\":{sequence},\"elapsedSeconds\":0,\"kind\":\"a\",\"data\":{{\"value\":\"{value}\"}}}}\n");

    private void Append(ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(Log, FileMode.Append);
        file.Write(bytes);
    }
}
