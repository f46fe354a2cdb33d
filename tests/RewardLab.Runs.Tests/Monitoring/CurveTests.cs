using CsCheck;
using RewardLab.Runs.Monitoring;

namespace RewardLab.Runs.Tests.Monitoring;

/// <summary>Curves of any length in bounded memory.</summary>
public sealed class CurveTests
{
    private static readonly CurveKey Key = new("finetune.epoch", "ddpo", "proxy", "epoch");

    [Fact]
    public void Points_OfAnyCurve_KeepItsEndsAndExtremes() =>
        Gen.Double[-1e6, 1e6].Array[1, 20_000].Sample(
            values =>
            {
                var curve = new Curve(Key);
                for (var i = 0; i < values.Length; i++)
                {
                    curve.Add(i, values[i]);
                }

                var points = curve.Points;
                points.Length.ShouldBeLessThanOrEqualTo(Curve.Capacity);
                points.Min(p => p.Minimum).ShouldBe(values.Min());
                points.Max(p => p.Maximum).ShouldBe(values.Max());
                points[0].FirstX.ShouldBe(0);
                points[^1].LastX.ShouldBe(values.Length - 1);
                points[^1].Last.ShouldBe(values[^1]);
                curve.ValueCount.ShouldBe(values.Length);
                points.Zip(points.Skip(1)).ShouldAllBe(pair => pair.First.LastX < pair.Second.FirstX);
            },
            iter: 30);

    [Fact]
    public void Points_OfAShortCurve_AreItsValues()
    {
        var curve = new Curve(Key);
        curve.Add(1, 5);
        curve.Add(2, double.NaN);
        curve.Add(3, 7);

        curve.Points.ShouldBe([CurveSegment.At(1, 5), CurveSegment.At(3, 7)]);
        curve.ValueCount.ShouldBe(3);
    }
}
