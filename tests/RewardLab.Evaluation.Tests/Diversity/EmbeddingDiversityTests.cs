using CsCheck;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tests.Diversity;

public sealed class EmbeddingDiversityTests
{
    private static readonly Gen<float[]> Embedding = Gen.Float[-1, 1].Array[4].Where(values => values.Any(value => Math.Abs(value) > 0.01f));

    [Fact]
    public void WithinPrompts_OfKnownDirections_IsTheirMeanDistance()
    {
        // Prompt 7: right angles; prompt 3: opposite, alike and opposite again, so (2 + 0 + 2) / 3; prompt 5 has one image.
        var diversity = EmbeddingDiversity.WithinPrompts([[1, 0], [2, 0], [0, 3], [-1, 0], [1, 1], [5, 0]], [7, 3, 7, 3, 5, 3])!;
        diversity.ByPrompt.Select(prompt => prompt.Prompt).ShouldBe([7, 3]);
        diversity.ByPrompt[0].Distance.ShouldBe(1, 1e-12);
        diversity.ByPrompt[1].Distance.ShouldBe(4.0 / 3, 1e-12);
        diversity.Mean.ShouldBe(3.5 / 3, 1e-12);
        diversity.LeftOut.ShouldBe(1);
    }

    [Fact]
    public void WithinPrompts_OfAnyEmbeddings_IsTheMeanOverPairs() =>
        Gen.Select(Embedding, Gen.Int[0, 3]).Array[2, 20].Sample(images =>
        {
            var means = images.GroupBy(image => image.Item2, image => image.Item1).Where(group => group.Count() > 1)
                .Select(group => Pairs([.. group]).Average(pair => 1 - Cosine(pair.A, pair.B))).ToArray();
            var diversity = EmbeddingDiversity.WithinPrompts([.. images.Select(image => image.Item1)], [.. images.Select(image => image.Item2)]);
            if (means.Length == 0)
            {
                diversity.ShouldBeNull();
            }
            else
            {
                diversity!.Mean.ShouldBe(means.Average(), 1e-10);
                diversity.Mean.ShouldBeInRange(0, 2);
            }
        });

    [Fact]
    public void WithinPrompts_OfEqualImages_IsZero() =>
        Gen.Select(Embedding, Gen.Int[2, 30]).Sample((embedding, count) =>
            EmbeddingDiversity.WithinPrompts([.. Enumerable.Repeat(embedding, count)], new int[count])!.Mean.ShouldBe(0, 1e-13));

    [Fact]
    public void WithinPrompts_OfUnusableEmbeddings_IsNullOrRefused()
    {
        EmbeddingDiversity.WithinPrompts([], []).ShouldBeNull();
        EmbeddingDiversity.WithinPrompts([[1, 2]], [0]).ShouldBeNull();
        EmbeddingDiversity.WithinPrompts([[1e30f, 0], [0, 1e-30f]], [0, 0])!.Mean.ShouldBe(1, 1e-12);
        Should.Throw<ArgumentException>(() => EmbeddingDiversity.WithinPrompts([[1, 2]], [0, 0]));
        Should.Throw<ArgumentException>(() => EmbeddingDiversity.WithinPrompts([[1, 2], [1]], [0, 0]));
        Should.Throw<ArgumentException>(() => EmbeddingDiversity.WithinPrompts([[1, 2], [0, 0]], [0, 0]));
        Should.Throw<ArgumentException>(() => EmbeddingDiversity.WithinPrompts([[1, 2], [float.NaN, 0]], [0, 0]));
    }

    private static IEnumerable<(float[] A, float[] B)> Pairs(float[][] vectors) =>
        from i in Enumerable.Range(0, vectors.Length) from j in Enumerable.Range(i + 1, vectors.Length - i - 1) select (vectors[i], vectors[j]);

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
