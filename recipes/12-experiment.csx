// Runs an experiment from a YAML file: image model, prompts, reward tree, algorithm and held-out rewards, as the editor's Hierarchy writes it.
// Needs: what the experiment needs. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/experiments/best-of-n.yaml --set optimizer.pool=32
// Without 'optimizer' it generates imagesPerPrompt images per prompt and compares the reward with its held-out rewards.
// The run's folder keeps the experiment in experiment.yaml.

#load "../scripts/experiment-results.csx"

var file = Lab.Param("experiment", "recipes/experiments/best-of-n.yaml", "a file of an experiment, such as those in recipes/experiments");

var experiment = Lab.Load.Experiment(file);
if (experiment.Definition.Optimizer is null)
{
    CompareWithJudges(experiment);
}
else
{
    experiment.Optimize().Report();
}
