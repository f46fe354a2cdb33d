using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Benchmarks;

/// <summary>A prompt of a benchmark with its labelled images.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Images">The images' names, as the benchmark's file has them.</param>
/// <param name="Labels">A label for each.</param>
/// <param name="AnnotatorLabels">Each annotator's verdict on each image, annotators in one order, null where one is missing;
/// empty where images are graded instead.</param>
public sealed record BenchmarkPrompt(string Prompt, IReadOnlyList<string> Images, LabelSet Labels, IReadOnlyList<IReadOnlyList<LabelValue?>> AnnotatorLabels);
