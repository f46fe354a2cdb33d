using RewardLab.Abstractions;
using RewardLab.Cluster.Units;

namespace RewardLab.Cluster.Tests.Queues;

public sealed class UnitCodecTests
{
    [Fact]
    public void Unit_ThatTravelled_IsTheSame()
    {
        var unit = TestUnits.Create(7, TestUnits.Create(3, TestUnits.Create(1), "ab"), "cd", "ef");
        var read = UnitCodec.Decode(UnitCodec.Encode(unit));
        UnitCodec.Encode(read).ShouldBe(UnitCodec.Encode(unit));
        (read.Kind, read.Stage, read.Index).ShouldBe((unit.Kind, unit.Stage, 7));
        read.Shared.ShouldBe(unit.Shared);
        TestUnits.Number(read.Follows!.Follows!.Input).ShouldBe(1);
    }

    [Fact]
    public void Bytes_ThatAreDamaged_AreRefused()
    {
        var bytes = UnitCodec.Encode(TestUnits.Create(7, TestUnits.Create(3), "ab"));
        foreach (var length in Enumerable.Range(0, bytes.Length))
        {
            Should.Throw<InvalidDataException>(() => UnitCodec.Decode(bytes[..length]));
        }
    }

    [Fact]
    public void Unit_ThatIsTooLarge_IsRefusedBeforeItIsSent()
    {
        var unit = TestUnits.Create(7) with { Input = new byte[IWorkerPool.MaxBytes + 1] };
        Should.Throw<RewardLabException>(() => UnitCodec.Encode(unit)).Message.ShouldContain("at most 268435456 can be sent");
    }

    [Fact]
    public void Name_OfAUnit_DependsOnItsContentAlone()
    {
        var name = UnitName.Compute(TestUnits.Create(7));
        UnitName.Compute(TestUnits.Create(7) with { Stage = "other", Index = 1 }).ShouldBe(name);
        UnitName.Compute(TestUnits.Create(8)).ShouldNotBe(name);
        UnitName.Compute(TestUnits.Create(7, null, "ab")).ShouldNotBe(name);
    }
}
