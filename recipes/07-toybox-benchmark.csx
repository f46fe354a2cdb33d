// Makes Toybox's own benchmark: counting, composition, and a comprehensive split that requires language understanding.
// 107 prompts, 50 images each, labelled by three simulated annotators.
// Needs: about nine minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/07-toybox-benchmark.csx
// It lands in the run's folder "benchmark", in the format of any benchmark: 08-benchmark-report.csx and 'rewardlab bench run' measure rewards on it.

#load "../scripts/toybox-prompts.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "images per prompt", min: 1, max: 1024);

var model = Lab.ImageModel("toybox");
PromptPools[] sets =
[
    new("counting", Lab.Generate(model, CountingPrompts(), imagesPerPrompt)),
    new("composition", Lab.Generate(model, CompositionPrompts(), imagesPerPrompt)),
    new("comprehensive", Lab.Generate(model, ComprehensivePrompts(), imagesPerPrompt)),
];

// A careful one, an average one and a hasty one; each errs in its own way.
var annotators = Enumerable.Range(0, 3).Select(index => Lab.Reward("toybox-annotator", new { index }).Named($"annotator {index}")).ToArray();

// Rules write the contrastive prompts of counts; those of the comprehensive set were written by hand.
var rules = Lab.PromptGenerator("rules");
var written = Lab.PromptGenerator("file", new { path = WrittenContrastivePrompts() });
var folder = Lab.Save.Benchmark("benchmark", sets, annotators, prompt => (written.CanHandle(prompt) ? written : rules).Generate(prompt));

Lab.Evaluate.LabelStatistics(folder);
Lab.Log($"Measure rewards on it:  ... run recipes/08-benchmark-report.csx --set benchmark={Path.GetRelativePath(Environment.CurrentDirectory, folder)}");
