using System.ComponentModel;
using RewardLab.Abstractions;
using RewardLab.Calibration.Search;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>Names of the former version, which forward to those of today for one version more.</content>
public static partial class Lab
{
    /// <summary>Former name of ImageModel.</summary>
    [Obsolete("Lab.Images is now Lab.ImageModel; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IImageModel Images(string id, object? options = null) =>
        ImageModel(id, options);

    /// <summary>Former name of PromptGenerator.</summary>
    [Obsolete("Lab.Prompts is now Lab.PromptGenerator; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipePrompts Prompts(string id, object? options = null) =>
        PromptGenerator(id, options);

    /// <summary>Former name of Algorithm.</summary>
    [Obsolete("Lab.Optimizer is now Lab.Algorithm; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeAlgorithm Optimizer(string id, object? options = null) =>
        Algorithm(id, options);

    /// <summary>Former name of Load.RewardPreset.</summary>
    [Obsolete("Lab.Preset is now Lab.Load.RewardPreset; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeReward Preset(string path, string set = "") =>
        Load.RewardPreset(path, set);

    /// <summary>Former name of Load.Experiment.</summary>
    [Obsolete("Lab.Experiment is now Lab.Load.Experiment; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeExperiment Experiment(string path) =>
        Load.Experiment(path);

    /// <summary>Former name of Load.Prompts.</summary>
    [Obsolete("Lab.ReadPrompts is now Lab.Load.Prompts; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<string> ReadPrompts(string path, int count = 0) =>
        Load.Prompts(path, count);

    /// <summary>Former name of Load.Tia2Prompts.</summary>
    [Obsolete("Lab.Tia2Prompts is now Lab.Load.Tia2Prompts; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<string> Tia2Prompts(string folder, string set, string experiment) =>
        Load.Tia2Prompts(folder, set, experiment);

    /// <summary>Former name of Load.Benchmark.</summary>
    [Obsolete("Lab.OpenBenchmark is now Lab.Load.Benchmark; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<PromptPools> OpenBenchmark(string path, string? images = null, ImageReading reading = ImageReading.Shown) =>
        Load.Benchmark(path, images, reading);

    /// <summary>Former name of Save.Benchmark.</summary>
    [Obsolete("Lab.SaveBenchmark is now Lab.Save.Benchmark; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static string SaveBenchmark(
        string name,
        IReadOnlyList<PromptPools> sets,
        IReadOnlyList<RecipeReward> annotators,
        Func<string, ContrastiveSet>? contrasts = null) =>
        Save.Benchmark(name, sets, annotators, contrasts);

    /// <summary>Former name of Save.ImageGroups.</summary>
    [Obsolete("Lab.Sets is now Lab.Save.ImageGroups; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Sets(string model, IReadOnlyList<string> prompts, IReadOnlyList<ImageBatch> pictures) =>
        Save.ImageGroups(model, prompts, pictures);

    /// <summary>Former name of Save.TopK.</summary>
    [Obsolete("Lab.Picks is now Lab.Save.TopK; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Picks(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<int> counts, int top = 4) =>
        Save.TopK(name, pools, rewards, counts, top);

    /// <summary>Former name of Evaluate.LabelStatistics.</summary>
    [Obsolete("Lab.LabelTable is now Lab.Evaluate.LabelStatistics; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void LabelTable(string path) =>
        Evaluate.LabelStatistics(path);

    /// <summary>Former name of Evaluate.Labels.</summary>
    [Obsolete("Lab.Labels is now Lab.Evaluate.Labels; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<LabelSet> Labels(IReadOnlyList<ImagePool> pools, RecipeReward? truth = null) =>
        Evaluate.Labels(pools, truth);

    /// <summary>Former name of Evaluate.Benchmark.</summary>
    [Obsolete("Lab.Benchmark is now Lab.Evaluate.Benchmark; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeBenchmark Benchmark(
        IReadOnlyList<ImagePool> pools,
        IReadOnlyList<RecipeReward> rewards,
        RecipeReward truth,
        string name = "",
        IReadOnlyList<Metric>? metrics = null) =>
        Evaluate.Benchmark(pools, rewards, truth, name, metrics);

    /// <summary>Former name of Evaluate.Benchmark.</summary>
    [Obsolete("Lab.Benchmark is now Lab.Evaluate.Benchmark; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeBenchmark Benchmark(
        IReadOnlyList<ImagePool> pools,
        IReadOnlyList<RecipeReward> rewards,
        string name = "",
        IReadOnlyList<Metric>? metrics = null) =>
        Evaluate.Benchmark(pools, rewards, null, name, metrics);

    /// <summary>Former name of Evaluate.BestOfN.</summary>
    [Obsolete("Lab.BestOfN is now Lab.Evaluate.BestOfN; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ResultTable BestOfN(
        IReadOnlyList<ImagePool> pools,
        IReadOnlyList<RecipeReward> rewards,
        RecipeReward truth,
        IReadOnlyList<int> counts,
        string name = "") =>
        Evaluate.BestOfN(pools, rewards, truth, counts, name);

    /// <summary>Former name of Evaluate.CalibrationEnsembles.</summary>
    [Obsolete("Lab.CalibrationEnsembles is now Lab.Evaluate.CalibrationEnsembles; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<CalibrationEnsemble> CalibrationEnsembles(IReadOnlyList<ComponentReference>? references = null) =>
        Evaluate.CalibrationEnsembles(references);

    /// <summary>Former name of Evaluate.WeightGrid.</summary>
    [Obsolete("Lab.WeightGrid is now Lab.Evaluate.WeightGrid; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IReadOnlyList<ComponentReference> WeightGrid(int rewards, int parts = 4) =>
        Evaluate.WeightGrid(rewards, parts);

    /// <summary>Former name of Evaluate.Calibrate.</summary>
    [Obsolete("Lab.Calibrate is now Lab.Evaluate.Calibrate, with CalibrateOptions; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeCalibration Calibrate(
        string name,
        IReadOnlyList<PromptPools> sets,
        IReadOnlyList<RecipeReward> rewards,
        string generator,
        RecipeReward? truth = null,
        IReadOnlyList<double>? taus = null,
        IReadOnlyList<ComponentReference>? ensembles = null,
        bool sharesTau = true,
        CalibrationOptions? options = null,
        bool searches = false,
        IReadOnlyList<double>? scales = null,
        TextNormVariant? variant = null) =>
        Evaluate.Calibrate(name, sets, rewards, generator, truth, new CalibrateOptions
        {
            Taus = taus, Ensembles = ensembles, SharesTau = sharesTau, Search = options, Searches = searches, Scales = scales, Variant = variant,
        });

    /// <summary>Former name of Evaluate.Calibrate.</summary>
    [Obsolete("Lab.Calibrate is now Lab.Evaluate.Calibrate, with CalibrateOptions; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static RecipeCalibration Calibrate(
        string name,
        IReadOnlyList<PromptPools> sets,
        IReadOnlyList<RecipeReward> rewards,
        RecipePrompts generator,
        RecipeReward? truth = null,
        IReadOnlyList<double>? taus = null,
        IReadOnlyList<ComponentReference>? ensembles = null,
        bool sharesTau = true,
        CalibrationOptions? options = null,
        bool searches = false,
        IReadOnlyList<double>? scales = null,
        TextNormVariant? variant = null) =>
        Evaluate.Calibrate(name, sets, rewards, generator, truth, new CalibrateOptions
        {
            Taus = taus, Ensembles = ensembles, SharesTau = sharesTau, Search = options, Searches = searches, Scales = scales, Variant = variant,
        });

    /// <summary>What the former Lab.Save(...) is compiled as: see <see cref="Sources.FormerSave"/>. Now Save.Text.</summary>
    [Obsolete("Lab.Save is now Lab.Save.Text; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Keep(string name, string text) =>
        Save.Text(name, text);

    /// <summary>What the former Lab.Save(...) is compiled as: see <see cref="Sources.FormerSave"/>. Now Save.Table.</summary>
    [Obsolete("Lab.Save is now Lab.Save.Table; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Keep(string name, ResultTable table) =>
        Save.Table(name, table);

    /// <summary>What the former Lab.Save(...) is compiled as: see <see cref="Sources.FormerSave"/>. Now Save.Images.</summary>
    [Obsolete("Lab.Save is now Lab.Save.Images; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Keep(string name, ImageBatch images) =>
        Save.Images(name, images);
}
