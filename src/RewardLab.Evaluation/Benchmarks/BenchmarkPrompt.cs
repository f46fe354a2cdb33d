using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>A prompt of a benchmark with its labelled pictures.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Images">The pictures' names, as the benchmark's file has them.</param>
/// <param name="Labels">A label for each.</param>
/// <param name="Judgements">Each annotator's verdict on each picture, annotators in one order, null where one is missing; empty where pictures are graded instead.</param>
public sealed record BenchmarkPrompt(string Prompt, IReadOnlyList<string> Images, LabelSet Labels, IReadOnlyList<IReadOnlyList<Judgement?>> Judgements);
